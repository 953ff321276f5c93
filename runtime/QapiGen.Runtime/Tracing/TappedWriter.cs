using System;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Tracing;

/// <summary>Shows what is written.</summary>
internal sealed class TappedWriter(PipeWriter inner, WireTap tap) : PipeWriter
{
    private Memory<byte> _memory;

    public override void Advance(int bytes)
    {
        tap.See(_memory.Span[..bytes]);
        _memory = default;
        inner.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _memory = inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        tap.See(source.Span);
        return inner.WriteAsync(source, cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
