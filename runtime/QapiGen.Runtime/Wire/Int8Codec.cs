using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>int8</c> (QAPI spec W-10).</summary>
public readonly struct Int8Codec : IWireCodec<sbyte>
{
    /// <inheritdoc/>
    public static sbyte Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadSigned(ref reader, out long value) && value is >= sbyte.MinValue and <= sbyte.MaxValue
            ? (sbyte)value
            : throw WireReader.WrongType(ref reader, "int8");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, sbyte value) => writer.Int64(value);
}
