using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>uint32</c> (QAPI spec W-10).</summary>
public readonly struct UInt32Codec : IWireCodec<uint>
{
    /// <inheritdoc/>
    public static uint Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadUnsigned(ref reader, out ulong value) && value <= uint.MaxValue
            ? (uint)value
            : throw WireReader.WrongType(ref reader, "uint32");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, uint value) => writer.UInt64(value);
}
