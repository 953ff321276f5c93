using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>int16</c> (QAPI spec W-10).</summary>
public readonly struct Int16Codec : IWireCodec<short>
{
    /// <inheritdoc/>
    public static short Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadSigned(ref reader, out long value) && value is >= short.MinValue and <= short.MaxValue
            ? (short)value
            : throw WireReader.WrongType(ref reader, "int16");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, short value) => writer.Int64(value);
}
