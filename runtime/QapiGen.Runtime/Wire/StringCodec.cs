using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>str</c> (QAPI spec W-11).</summary>
public readonly struct StringCodec : IWireCodec<string>
{
    /// <inheritdoc/>
    public static string Read(ref Utf8JsonReader reader, WireMode mode) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw WireReader.WrongType(ref reader, "string");

    /// <inheritdoc/>
    /// <exception cref="System.ArgumentNullException"><paramref name="value"/> is null.</exception>
    public static void Write(ref WireWriter writer, string value) => writer.String(WireWriter.Required(value, nameof(value)));
}
