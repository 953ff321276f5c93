using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>uint8</c> (QAPI spec W-10).</summary>
public readonly struct UInt8Codec : IWireCodec<byte>
{
    /// <inheritdoc/>
    public static byte Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadUnsigned(ref reader, out ulong value) && value <= byte.MaxValue
            ? (byte)value
            : throw WireReader.WrongType(ref reader, "uint8");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, byte value) => writer.UInt64(value);
}
