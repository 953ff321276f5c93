using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using QapiGen.Runtime.Wire;

namespace QapiGen.Cli.Shell.Input;

/// <summary>Reads JSON written in a line.</summary>
internal static class TypedJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = WireJson.MaxDepth, AllowTrailingCommas = false };

    /// <summary>Reads a JSON text.</summary>
    /// <exception cref="InputException">It isn't JSON.</exception>
    public static JsonNode? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Options);
        }
        catch (JsonException e)
        {
            throw new InputException($"that isn't JSON: {Explain(e)}");
        }
    }

    /// <summary>What was read, as clients send it.</summary>
    public static JsonElement ToElement(JsonNode node)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { MaxDepth = WireJson.MaxDepth }))
        {
            node.WriteTo(writer);
        }

        return JsonElement.Parse(bytes.WrittenSpan, Options);
    }

    /// <summary>Whether a text begins as an object or an array.</summary>
    public static bool LooksStructured(ShellToken token) => !token.IsQuoted && token.Value.Length > 0 && token.Value[0] is '{' or '[';

    /// <summary>Reads a value whose type isn't known: JSON where it is JSON, else a string.</summary>
    public static JsonNode? ReadLoosely(ShellToken token)
    {
        string text = token.Value;
        if (token.IsQuoted || text.Length == 0)
        {
            return JsonValue.Create(text);
        }

        if (LooksStructured(token))
        {
            return Read(text);
        }

        if (text is "null" or "true" or "false" || char.IsAsciiDigit(text[0]) || text[0] == '-')
        {
            try
            {
                return JsonNode.Parse(text, documentOptions: Options);
            }
            catch (JsonException)
            {
                return JsonValue.Create(text);
            }
        }

        return JsonValue.Create(text);
    }

    // The parser's message ends with where in its own terms; people count from 1.
    private static string Explain(JsonException e)
    {
        int end = e.Message.IndexOf(" LineNumber:", System.StringComparison.Ordinal);
        string reason = end < 0 ? e.Message : e.Message[..end];
        return $"{reason.TrimEnd('.')} (character {(e.BytePositionInLine ?? 0) + 1})";
    }
}
