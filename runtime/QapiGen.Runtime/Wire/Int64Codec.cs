using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>int</c> and <c>int64</c> (QAPI spec W-10).</summary>
public readonly struct Int64Codec : IWireCodec<long>
{
    /// <inheritdoc/>
    public static long Read(ref Utf8JsonReader reader, WireMode mode) =>
        WireIntegers.TryReadSigned(ref reader, out long value) ? value : throw WireReader.WrongType(ref reader, "int");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, long value) => writer.Int64(value);
}
