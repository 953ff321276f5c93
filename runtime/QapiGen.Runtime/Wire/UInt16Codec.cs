using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>uint16</c> (QAPI spec W-10).</summary>
public readonly struct UInt16Codec : IWireCodec<ushort>
{
    /// <inheritdoc/>
    public static ushort Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadUnsigned(ref reader, out ulong value) && value <= ushort.MaxValue
            ? (ushort)value
            : throw WireReader.WrongType(ref reader, "uint16");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, ushort value) => writer.UInt64(value);
}
