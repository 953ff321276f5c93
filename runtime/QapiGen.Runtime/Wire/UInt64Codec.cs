using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>uint64</c> and <c>size</c>; takes negative numbers too, which wrap (QAPI spec W-10).</summary>
public readonly struct UInt64Codec : IWireCodec<ulong>
{
    /// <inheritdoc/>
    public static ulong Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadUnsigned(ref reader, out ulong value) ? value : throw WireReader.WrongType(ref reader, "uint64");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, ulong value) => writer.UInt64(value);
}
