using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Codec of QAPI's <c>any</c> (QAPI spec W-11).</summary>
public readonly struct JsonElementCodec : IWireCodec<JsonElement>
{
    /// <inheritdoc/>
    public static JsonElement Read(ref Utf8JsonReader reader, WireMode mode) =>
        JsonElement.ParseValue(ref reader);

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, JsonElement value) => writer.Element(value);
}
