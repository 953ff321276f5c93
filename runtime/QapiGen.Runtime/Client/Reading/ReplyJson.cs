using System;
using System.Text.Json;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client.Reading;

/// <summary>How the client reads JSON.</summary>
internal static class ReplyJson
{
    /// <summary>A reader that stands on the value's first token.</summary>
    public static Utf8JsonReader ReaderAt(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, isFinalBlock: true, new JsonReaderState(JsonDepth.Reader));
        reader.Read();
        return reader;
    }

    /// <summary>A copy of a value that lives on.</summary>
    /// <exception cref="JsonException">It isn't JSON, or not all of it.</exception>
    public static JsonElement ParseElement(ReadOnlySpan<byte> value)
    {
        Utf8JsonReader reader = ReaderAt(value);
        JsonElement element = JsonElement.ParseValue(ref reader);
        CheckEnd(reader, value);
        return element;
    }

    /// <summary>Makes sure that a value that has been read was all there is: whoever looks for the ends of messages only doesn't see what stands behind it.</summary>
    /// <exception cref="JsonException">There is more.</exception>
    public static void CheckEnd(in Utf8JsonReader reader, ReadOnlySpan<byte> value)
    {
        if (reader.BytesConsumed != value.Length)
        {
            throw new JsonException($"Something follows the value, at byte {reader.BytesConsumed}");
        }
    }

    /// <summary>Reads the member <c>error</c> of a reply.</summary>
    /// <param name="error">The member's value.</param>
    /// <param name="command">The command that it answers.</param>
    /// <returns>What the caller gets: the peer's refusal, or a protocol error if it has another form (QMP spec 19.5).</returns>
    public static Exception ParseError(ReadOnlySpan<byte> error, string command)
    {
        try
        {
            JsonElement value = ParseElement(error);
            if (value.ValueKind == JsonValueKind.Object
                && value.TryGetProperty("class", out JsonElement errorClass) && errorClass.ValueKind == JsonValueKind.String
                && value.TryGetProperty("desc", out JsonElement description) && description.ValueKind == JsonValueKind.String)
            {
                return new QmpErrorException(errorClass.GetString()!, description.GetString()!) { Command = command };
            }

            return new QmpProtocolException($"The server answered '{command}' with an error without class and description");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new QmpProtocolException($"The server answered '{command}' with an error that is not JSON", e);
        }
    }
}
