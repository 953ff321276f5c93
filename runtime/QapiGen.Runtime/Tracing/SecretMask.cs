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

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = JsonDepth.Readable };

    /// <summary>Masks.</summary>
    /// <param name="message">A command, a reply or an event.</param>
    /// <param name="replies">What its connection knows.</param>
    /// <exception cref="JsonException">It isn't JSON.</exception>
    public static string Apply(ReadOnlyMemory<byte> message, SecretReplies replies)
    {
        using JsonDocument document = JsonDocument.Parse(message, JsonDepth.Document);
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            WriteObject(writer, document.RootElement, HidesResult(document.RootElement, replies));
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Whether the name of a property, a JSON value, is that of a secret. A secret's own is called <c>data</c>.</summary>
    public static bool IsSecretProperty(JsonElement name) =>
        name.ValueKind == JsonValueKind.String && name.GetString() is { } text && (text == "data" || QmpWireLog.SecretMembers.Contains(text));

    /// <summary>Whether a member is a command line for people that tells or asks for a secret.</summary>
    public static bool SpeaksOfSecrets(JsonProperty member)
    {
        if (member.Name != "command-line" || member.Value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        string text = member.Value.GetString()!;
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)) || (words is ["qom-get" or "qom-set", ..] && words.Contains("data"));
    }

    private static bool HidesResult(JsonElement message, SecretReplies replies)
    {
        if (message.TryGetProperty("execute", out _) || message.TryGetProperty("exec-oob", out _))
        {
            replies.Note(message);
            return false;
        }

        return (message.TryGetProperty("return", out _) || message.TryGetProperty("error", out _)) && replies.Hides(message);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value, hidesResult: false);
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

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value, bool hidesResult)
    {
        bool isSecret = value.TryGetProperty("qom-type", out JsonElement type) && type.ValueKind == JsonValueKind.String
            && type.GetString()!.StartsWith("secret", StringComparison.Ordinal);

        // As in qom-set, and in what qom-list-get returns.
        bool hasSecretValue = (value.TryGetProperty("property", out JsonElement name) || value.TryGetProperty("name", out name)) && IsSecretProperty(name);
        writer.WriteStartObject();
        foreach (JsonProperty member in value.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            if (QmpWireLog.SecretMembers.Contains(member.Name) || (isSecret && member.Name is ("data" or "props")) || (hasSecretValue && member.Name == "value")
                || (hidesResult && member.Name == "return") || SpeaksOfSecrets(member))
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
}
