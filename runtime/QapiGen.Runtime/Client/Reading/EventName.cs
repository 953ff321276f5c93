using System;
using System.Text;
using System.Text.Json;

namespace QapiGen.Runtime.Client.Reading;

/// <summary>Reads the name of an event: letters as good as always, but a string of JSON all the same.</summary>
internal static class EventName
{
    /// <summary>Reads it.</summary>
    /// <param name="value">The value of <c>event</c>.</param>
    /// <param name="name">Its text; empty if it isn't one.</param>
    /// <returns>Whether it is a string.</returns>
    public static bool TryRead(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (value.Length < 2 || value[0] != '"' || value[^1] != '"')
        {
            return false;
        }

        ReadOnlySpan<byte> inner = value[1..^1];
        if (inner.IndexOfAnyExceptInRange((byte)'-', (byte)'z') < 0 && !inner.Contains((byte)'\\'))
        {
            name = inner;
            return true;
        }

        return TryDecode(value, out name);
    }

    private static bool TryDecode(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> name)
    {
        name = default;
        try
        {
            Utf8JsonReader reader = ReplyJson.ReaderAt(value);
            string? text = reader.GetString();
            ReplyJson.CheckEnd(reader, value);
            name = Encoding.UTF8.GetBytes(text!);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
