using System;
using System.Text;

namespace QapiGen.Runtime.Json;

/// <summary>UTF-8 as QEMU reads it: noncharacters are invalid, C0 80 stands for U+0000 (QMP spec 4.3, 5.3).</summary>
internal static class ModifiedUtf8
{
    /// <summary>Whether a code point may occur in a string: no surrogate, no noncharacter, within Unicode.</summary>
    public static bool IsValid(int character) =>
        character is >= 0 and <= 0x10FFFF
        && character is not (>= 0xD800 and <= 0xDFFF)
        && character is not (>= 0xFDD0 and <= 0xFDEF)
        && (character & 0xFFFE) != 0xFFFE;

    /// <summary>Decodes the first character.</summary>
    /// <param name="bytes">At least one byte.</param>
    /// <param name="character">The code point, or -1 if the sequence is invalid.</param>
    /// <returns>Bytes taken; for an invalid sequence those that one U+FFFD stands for.</returns>
    public static int Decode(ReadOnlySpan<byte> bytes, out int character)
    {
        byte first = bytes[0];
        character = -1;
        if (first < 0x80)
        {
            character = first;
            return 1;
        }

        if (first is < 0xC0 or >= 0xFE)
        {
            return 1;
        }

        int announced = SequenceLength(first);
        int value = first & (0x7F >> announced);
        int length = 1;
        while (length < announced && length < bytes.Length && (bytes[length] & 0xC0) == 0x80)
        {
            value = (value << 6) | (bytes[length] & 0x3F);
            length++;
        }

        bool isShortest = length == announced && announced <= 4 && (value >= LeastValue(announced) || (value == 0 && announced == 2));
        if (isShortest && IsValid(value))
        {
            character = value;
        }

        return length;
    }

    /// <summary>Text for people: invalid sequences become U+FFFD.</summary>
    public static string ToDisplayString(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        Span<char> units = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            int length = Decode(bytes, out int character);
            text.Append(units[..new Rune(character < 0 ? 0xFFFD : character).EncodeToUtf16(units)]);
            bytes = bytes[length..];
        }

        return text.ToString();
    }

    private static int SequenceLength(byte first) => first switch
    {
        < 0xE0 => 2,
        < 0xF0 => 3,
        < 0xF8 => 4,
        < 0xFC => 5,
        _ => 6,
    };

    private static int LeastValue(int length) => length switch
    {
        2 => 0x80,
        3 => 0x800,
        _ => 0x10000,
    };
}
