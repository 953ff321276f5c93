using System;
using System.Buffers;

namespace QapiGen.Dashboard.Web;

/// <summary>Knows how much has been written.</summary>
internal sealed class CountingWriter(IBufferWriter<byte> output) : IBufferWriter<byte>
{
    /// <summary>Bytes so far.</summary>
    public long Count { get; private set; }

    public void Advance(int count)
    {
        output.Advance(count);
        Count += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);
}
