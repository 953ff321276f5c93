using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>bool</c> (QAPI spec W-11).</summary>
public readonly struct BooleanCodec : IWireCodec<bool>
{
    /// <inheritdoc/>
    public static bool Read(ref Utf8JsonReader reader, WireMode mode) =>
        reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : throw WireReader.WrongType(ref reader, "boolean");

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, bool value) => writer.Boolean(value);
}
