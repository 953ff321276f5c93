using System;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>A transport whose calls fail as planned: reads, writes, cancelling, questions about the peer, and closing.</summary>
internal sealed class FaultyTransport : IQmpPeerTransport, IQmpAbortableTransport
{
    private readonly IQmpTransport _inner;
    private readonly FaultPlan _plan;
    private int _isClosed;

    public FaultyTransport(IQmpTransport inner, FaultPlan plan)
    {
        _inner = inner;
        _plan = plan;
        Input = new Reader(this);
        Output = new Writer(this);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>Whether it has been asked to close or to break; that is all that can be asked of it.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    public string Description
    {
        get
        {
            Hit();
            return "faulty";
        }
    }

    public bool IsPeerGone
    {
        get
        {
            Hit();
            return _inner is IQmpPeerTransport { IsPeerGone: true };
        }
    }

    public T? GetPeerFeature<T>()
        where T : class
    {
        Hit();
        return null;
    }

    public void Abort() => Hit();

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _isClosed, 1);
        await _inner.DisposeAsync();
        await HitAsync();
    }

    private void Hit() => _plan.Hit(FaultSite.Transport);

    private ValueTask HitAsync() => _plan.HitAsync(FaultSite.Transport);

    private sealed class Reader(FaultyTransport owner) : PipeReader
    {
        public override void AdvanceTo(SequencePosition consumed)
        {
            owner._inner.Input.AdvanceTo(consumed);
            owner.Hit();
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            owner._inner.Input.AdvanceTo(consumed, examined);
            owner.Hit();
        }

        public override void CancelPendingRead()
        {
            owner._inner.Input.CancelPendingRead();
            owner.Hit();
        }

        public override void Complete(Exception? exception = null) => owner._inner.Input.Complete(exception);

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            ValueTask hit = owner.HitAsync();
            return hit.IsCompletedSuccessfully ? owner._inner.Input.ReadAsync(cancellationToken) : FailAsync<ReadResult>(hit);
        }

        public override bool TryRead(out ReadResult result) => owner._inner.Input.TryRead(out result);
    }

    private sealed class Writer(FaultyTransport owner) : PipeWriter
    {
        public override void Advance(int bytes) => owner._inner.Output.Advance(bytes);

        public override void CancelPendingFlush() => owner._inner.Output.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => owner._inner.Output.Complete(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            ValueTask hit = owner.HitAsync();
            return hit.IsCompletedSuccessfully ? owner._inner.Output.FlushAsync(cancellationToken) : FailAsync<FlushResult>(hit);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            owner.Hit();
            return owner._inner.Output.GetMemory(sizeHint);
        }

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            if (source.Length % 2 == 0)
            {
                await Task.Yield();
            }

            await owner.HitAsync();
            return await owner._inner.Output.WriteAsync(source, cancellationToken);
        }
    }

    private static async ValueTask<T> FailAsync<T>(ValueTask hit)
    {
        await hit;
        throw new InvalidOperationException("it was to fail");
    }
}
