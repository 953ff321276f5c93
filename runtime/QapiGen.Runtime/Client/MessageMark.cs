using System;

namespace QapiGen.Runtime.Client;

/// <summary>Where one member of a message stands: offsets from the message's first byte.</summary>
/// <param name="NameStart">First byte of the name, after the quote.</param>
/// <param name="NameEnd">The closing quote.</param>
/// <param name="ValueStart">First byte after the colon.</param>
/// <param name="ValueEnd">The comma or brace after the value.</param>
internal readonly record struct MessageMark(int NameStart, int NameEnd, int ValueStart, int ValueEnd)
{
    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> message) => message[NameStart..NameEnd];

    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> message) => message[ValueStart..ValueEnd];
}
