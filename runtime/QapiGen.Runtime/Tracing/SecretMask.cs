using System;
using System.Buffers;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Tracing;

/// <summary>Writes a message again with its secrets masked.</summary>
internal static class SecretMask
{
    private const string Mask = "***";

    private static readonly string[] Words = ["password", "passphrase", "secret", "cookie"];

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1100 };

    /// <summary>Masks.</summary>
    /// <exception cref="JsonException">It isn't JSON.</exception>
    public static string Apply(ReadOnlyMemory<byte> message)
    {
        using JsonDocument document = JsonDocument.Parse(message, JsonDepth.Document);
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            Write(writer, document.RootElement);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement element in value.EnumerateArray())
                {
                    Write(writer, element);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value)
    {
        bool isSecret = value.TryGetProperty("qom-type", out JsonElement type) && type.ValueKind == JsonValueKind.String
            && type.GetString()!.StartsWith("secret", StringComparison.Ordinal);
        writer.WriteStartObject();
        foreach (JsonProperty member in value.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            if (QmpWireLog.SecretMembers.Contains(member.Name) || (isSecret && member.Name is ("data" or "props")) || SpeaksOfSecrets(member))
            {
                writer.WriteStringValue(Mask);
            }
            else
            {
                Write(writer, member.Value);
            }
        }

        writer.WriteEndObject();
    }

    private static bool SpeaksOfSecrets(JsonProperty member) =>
        member.Name == "command-line" && member.Value.ValueKind == JsonValueKind.String
        && Words.Any(word => member.Value.GetString()!.Contains(word, StringComparison.OrdinalIgnoreCase));
}
