using System;
using System.Buffers;
using System.Text;

namespace QapiGen.Runtime.Json;

/// <summary>Turns a string token into a standard JSON string in one canonical notation (QMP spec 4.3).</summary>
internal static class JsonStringParser
{
    private const int EscapeLength = 6;

    // What can be copied as it is, whatever the quotes are.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(PlainBytes());

    /// <summary>Parses one token.</summary>
    /// <param name="token">The token with its delimiters.</param>
    /// <param name="output">Where the string goes.</param>
    /// <exception cref="JsonParseException">An escape or a byte sequence is invalid.</exception>
    public static void Parse(ReadOnlySpan<byte> token, PooledList<byte> output)
    {
        output.Add((byte)'"');
        int position = 1;
        int end = token.Length - 1;
        while (position < end)
        {
            ReadOnlySpan<byte> rest = token[position..end];
            int plain = rest.IndexOfAnyExcept(Plain);
            ReadOnlySpan<byte> run = plain < 0 ? rest : rest[..plain];
            output.AddRange(run);
            position += run.Length;
            if (position < end)
            {
                position = ParseOther(token, position, output);
            }
        }

        output.Add((byte)'"');
    }

    private static byte[] PlainBytes()
    {
        byte[] plain = new byte[0x80 - 0x20 - 2];
        int count = 0;
        for (byte value = 0x20; value < 0x80; value++)
        {
            if (value is not ((byte)'"' or (byte)'\\'))
            {
                plain[count++] = value;
            }
        }

        return plain;
    }

    private static int ParseOther(ReadOnlySpan<byte> token, int position, PooledList<byte> output)
    {
        byte value = token[position];
        if (value == (byte)'\\')
        {
            return ParseEscape(token, position, output);
        }

        if (value == (byte)'"')
        {
            Append(value, output);
            return position + 1;
        }

        int length = ModifiedUtf8.Decode(token[position..^1], out int character);
        if (character < 0)
        {
            throw new JsonParseException("invalid UTF-8 sequence in string");
        }

        Append(character, output);
        return position + length;
    }

    private static int ParseEscape(ReadOnlySpan<byte> token, int position, PooledList<byte> output)
    {
        byte letter = token[position + 1];
        int character = letter switch
        {
            (byte)'"' or (byte)'\'' or (byte)'\\' or (byte)'/' => letter,
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            (byte)'u' => -1,
            _ => throw new JsonParseException("invalid escape sequence in string"),
        };
        if (character < 0)
        {
            return ParseUnicodeEscape(token, position, output);
        }

        Append(character, output);
        return position + 2;
    }

    private static int ParseUnicodeEscape(ReadOnlySpan<byte> token, int position, PooledList<byte> output)
    {
        int character = HexDigits(token, position + 2);
        int length = EscapeLength;
        if (character is >= 0xD800 and <= 0xDBFF && token[(position + EscapeLength)..].StartsWith("\\u"u8))
        {
            int second = HexDigits(token, position + EscapeLength + 2);
            if (second is >= 0xDC00 and <= 0xDFFF)
            {
                character = 0x10000 + ((character & 0x3FF) << 10) + (second & 0x3FF);
                length += EscapeLength;
            }
        }

        if (!ModifiedUtf8.IsValid(character))
        {
            ReadOnlySpan<byte> escape = token[position..Math.Min(position + length, token.Length)];
            throw new JsonParseException($"{ModifiedUtf8.ToDisplayString(escape)} is not a valid Unicode character");
        }

        Append(character, output);
        return position + length;
    }

    private static int HexDigits(ReadOnlySpan<byte> token, int position)
    {
        if (position + 4 > token.Length)
        {
            return -1;
        }

        int value = 0;
        foreach (byte digit in token.Slice(position, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return -1;
            }

            value = (value << 4) | ((digit & 15) + (digit >> 6) * 9);
        }

        return value;
    }

    // The one notation: UTF-8, and escapes only for control characters, the quote and the backslash.
    private static void Append(int character, PooledList<byte> output)
    {
        if (character is >= 0x20 and < 0x80)
        {
            if (character is '"' or '\\')
            {
                output.Add((byte)'\\');
            }

            output.Add((byte)character);
        }
        else if (character < 0x20)
        {
            output.AddRange("\\u00"u8);
            output.Add((byte)('0' + (character >> 4)));
            output.Add("0123456789ABCDEF"u8[character & 15]);
        }
        else
        {
            Span<byte> utf8 = stackalloc byte[4];
            output.AddRange(utf8[..new Rune(character).EncodeToUtf8(utf8)]);
        }
    }
}
