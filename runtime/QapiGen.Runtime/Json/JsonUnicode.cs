using System;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace QapiGen.Runtime.Json;

/// <summary>Whether the texts of JSON are Unicode: its grammar says nothing of bytes that aren't UTF-8, nor of half a pair of surrogates, and whoever reads such a text as a string gets an exception.</summary>
internal static class JsonUnicode
{
    /// <summary>What is wrong with the texts of some JSON; null for nothing.</summary>
    /// <param name="json">Has been read already, so that its grammar is right.</param>
    public static string? FindFault(ReadOnlySpan<byte> json) => !Utf8.IsValid(json) ? "not UTF-8" : HasHalfPair(json) ? "half a pair of surrogates" : null;

    /// <summary>What makes an element one that can't be sent; null for nothing. Keeps nothing of it.</summary>
    /// <param name="json">The element as it was read, perhaps with comments.</param>
    public static string? FindFaultOfElement(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonDepth.Most, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && FindFault(reader.ValueSpan) is { } fault)
                {
                    return $"a text that isn't Unicode: {fault}";
                }
            }
        }
        catch (JsonException)
        {
            // It was read once, so that only the depth can be wrong.
            return $"more than {JsonDepth.Most} open braces and brackets";
        }

        return null;
    }

    // A backslash stands in strings only, and always before what it escapes.
    private static bool HasHalfPair(ReadOnlySpan<byte> json)
    {
        bool isAfterHigh = false;
        while (true)
        {
            int next = json.IndexOf((byte)'\\');
            if (isAfterHigh && next != 0)
            {
                return true;
            }

            if (next < 0)
            {
                return false;
            }

            json = json[next..];
            bool isUnit = json[1] == (byte)'u';
            bool isLow = isUnit && Unit(json) is >= 0xDC00 and <= 0xDFFF;
            if (isLow != isAfterHigh)
            {
                return true;
            }

            isAfterHigh = isUnit && Unit(json) is >= 0xD800 and <= 0xDBFF;
            json = json[(isUnit ? 6 : 2)..];
        }
    }

    private static uint Unit(ReadOnlySpan<byte> escape) => Utf8Parser.TryParse(escape.Slice(2, 4), out uint unit, out _, 'x') ? unit : 0;
}
