using System.Text;
using System.Text.Json;
using QapiGen.Runtime.Wire;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Finds the reply to <c>query-qmp-schema</c> in a recorded session: JSON objects one after the other, as libvirt's tests have them.</summary>
internal static class RecordedSession
{
    /// <summary>The reply as a file of the same name; null if this isn't a session or has none.</summary>
    public static SchemaFile? FindSchema(SchemaFile file)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(file.Text.TrimStart('\uFEFF')), new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = WireJson.MaxDepth });
            while (reader.Read())
            {
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                if (document.RootElement is { ValueKind: JsonValueKind.Object } message
                    && message.TryGetProperty("return", out JsonElement reply) && IsSchema(reply))
                {
                    return new SchemaFile(file.Path, reply.GetRawText());
                }
            }
        }
        catch (JsonException)
        {
            // The reader of single replies says what is wrong.
        }

        return null;
    }

    private static bool IsSchema(JsonElement reply) =>
        reply.ValueKind == JsonValueKind.Array && reply.GetArrayLength() > 0
        && reply[0].ValueKind == JsonValueKind.Object && reply[0].TryGetProperty("meta-type", out _);
}
