using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>int32</c> (QAPI spec W-10).</summary>
public readonly struct Int32Codec : IWireCodec<int>
{
    /// <inheritdoc/>
    public static int Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadSigned(ref reader, out long value) && value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw WireReader.WrongType(ref reader, "int32");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, int value) => writer.Int64(value);
}
