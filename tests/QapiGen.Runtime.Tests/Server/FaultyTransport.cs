using System;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>A transport whose calls fail from the n-th on: reads, writes, cancelling, and closing.</summary>
internal sealed class FaultyTransport : IQmpTransport
{
    private readonly IQmpTransport _inner;
    private int _left;

    public FaultyTransport(IQmpTransport inner, int goodCalls)
    {
        _inner = inner;
        _left = goodCalls;
        Input = new Reader(this);
        Output = new Writer(this);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public string Description
    {
        get
        {
            Count();
            return "faulty";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        Count();
    }

    private void Count()
    {
        if (Interlocked.Decrement(ref _left) < 0)
        {
            throw new IOException("the transport fails");
        }
    }

    private sealed class Reader(FaultyTransport owner) : PipeReader
    {
        public override void AdvanceTo(SequencePosition consumed) => owner._inner.Input.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => owner._inner.Input.AdvanceTo(consumed, examined);

        public override void CancelPendingRead()
        {
            owner._inner.Input.CancelPendingRead();
            owner.Count();
        }

        public override void Complete(Exception? exception = null) => owner._inner.Input.Complete(exception);

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            owner.Count();
            return owner._inner.Input.ReadAsync(cancellationToken);
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
            owner.Count();
            return owner._inner.Output.FlushAsync(cancellationToken);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            owner.Count();
            return owner._inner.Output.GetMemory(sizeHint);
        }

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            if (source.Length % 2 == 0)
            {
                await Task.Yield();
            }

            owner.Count();
            return await owner._inner.Output.WriteAsync(source, cancellationToken);
        }
    }
}
