using System.Buffers;
using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Cli.Output;

/// <summary>JSON of a peer whose strings are names: they are shown, completed and explained in many places, and so made safe once, where they come in.</summary>
internal static class SafeJson
{
    /// <summary>The same with all names and strings escaped (<see cref="TerminalText.Escape"/>); no name of QAPI changes by that.</summary>
    /// <exception cref="System.InvalidOperationException">A string isn't Unicode.</exception>
    public static JsonElement Escape(JsonElement value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { MaxDepth = WireJson.MaxDepth }))
        {
            Write(writer, value);
        }

        var reader = new Utf8JsonReader(bytes.WrittenSpan, new JsonReaderOptions { MaxDepth = WireJson.MaxDepth });
        return JsonElement.ParseValue(ref reader);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    writer.WritePropertyName(TerminalText.Escape(member.Name));
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement element in value.EnumerateArray())
                {
                    Write(writer, element);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(TerminalText.Escape(value.GetString()!));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
