using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace QapiGen.Runtime.Tracing;

/// <summary>Shows what is read, before anybody handles it.</summary>
/// <remarks>One read at a time, as of any <see cref="PipeReader"/>: this object is the read that waits, so that a wait allocates nothing.</remarks>
internal sealed class TappedReader : PipeReader, IValueTaskSource<ReadResult>
{
    private readonly PipeReader _inner;
    private readonly WireTap _tap;
    private readonly Action _onRead;
    private ManualResetValueTaskSourceCore<ReadResult> _waiting;
    private ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter _reading;
    private ReadOnlySequence<byte> _read;
    private long _shown;

    public TappedReader(PipeReader inner, WireTap tap)
    {
        _inner = inner;
        _tap = tap;
        _onRead = OnRead;
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "It is consumed once: here, or when it has ended.")]
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        _reading = _inner.ReadAsync(cancellationToken).ConfigureAwait(false).GetAwaiter();
        if (_reading.IsCompleted)
        {
            ReadResult result = _reading.GetResult();
            Show(result.Buffer);
            return new ValueTask<ReadResult>(result);
        }

        _waiting.Reset();
        var pending = new ValueTask<ReadResult>(this, _waiting.Version);
        _reading.UnsafeOnCompleted(_onRead);
        return pending;
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _waiting.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _waiting.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiting.OnCompleted(continuation, state, token, flags);

    public override bool TryRead(out ReadResult result)
    {
        if (!_inner.TryRead(out result))
        {
            return false;
        }

        Show(result.Buffer);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        _shown = _read.Slice(consumed).Length;
        _inner.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _shown = _read.Slice(consumed).Length;
        _inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _inner.Complete(exception);

    private void OnRead()
    {
        ReadResult result;
        try
        {
            result = _reading.GetResult();
            Show(result.Buffer);
        }
#pragma warning disable CA1031 // It is the reader's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _waiting.SetException(e);
            return;
        }

        _waiting.SetResult(result);
    }

    /// <summary>What wasn't consumed comes again, and has been shown.</summary>
    private void Show(ReadOnlySequence<byte> read)
    {
        _read = read;
        foreach (ReadOnlyMemory<byte> piece in read.Slice(_shown))
        {
            _tap.See(piece.Span);
        }
    }
}
