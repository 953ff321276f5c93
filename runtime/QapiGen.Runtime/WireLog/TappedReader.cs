using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.WireLog;

/// <summary>Shows what is consumed.</summary>
internal sealed class TappedReader(PipeReader inner, WireTap tap) : PipeReader
{
    private ReadOnlySequence<byte> _read;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ReadResult result = await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
        _read = result.Buffer;
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        bool hasRead = inner.TryRead(out result);
        _read = hasRead ? result.Buffer : default;
        return hasRead;
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        Show(consumed);
        inner.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Show(consumed);
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private void Show(SequencePosition consumed)
    {
        if (tap.IsOn)
        {
            foreach (ReadOnlyMemory<byte> piece in _read.Slice(0, consumed))
            {
                tap.See(piece.Span);
            }
        }

        _read = default;
    }
}
