using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>number</c> (QAPI spec W-11).</summary>
public readonly struct DoubleCodec : IWireCodec<double>
{
    /// <inheritdoc/>
    public static double Read(ref Utf8JsonReader reader, WireMode mode) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : throw WireReader.WrongType(ref reader, "number");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, double value) => writer.Double(value);
}
