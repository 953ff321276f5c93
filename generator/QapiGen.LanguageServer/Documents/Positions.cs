using System;
using System.Text;
using QapiGen.LanguageServer.Protocol;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Documents;

/// <summary>Turns offsets in a file into the protocol's positions, and back.</summary>
internal sealed class Positions(PositionEncoding encoding)
{
    /// <summary>The offset of a position; one behind a line's end means that end, one behind the last line the text's.</summary>
    public int ToOffset(SchemaFile file, Position position)
    {
        if (position.Line >= file.LineCount)
        {
            return file.Text.Length;
        }

        int start = file.GetLineStart(Math.Max(position.Line, 0));
        int end = FindLineEnd(file.Text, start);
        int character = Math.Max(position.Character, 0);
        return encoding == PositionEncoding.Utf16 ? (int)Math.Min((long)start + character, end) : Advance(file.Text, start, end, character);
    }

    /// <summary>The position of an offset.</summary>
    public Position ToPosition(SchemaFile file, int offset)
    {
        (int line, int character) = file.GetEditorPosition(Math.Clamp(offset, 0, file.Text.Length));
        return encoding == PositionEncoding.Utf16
            ? new Position(line, character)
            : new Position(line, Encoding.UTF8.GetByteCount(file.Text.AsSpan(file.GetLineStart(line), character)));
    }

    /// <summary>The range of a span.</summary>
    public Protocol.Range ToRange(SchemaFile file, SourceSpan span) => new(ToPosition(file, span.Start), ToPosition(file, span.End));

    private static int FindLineEnd(string text, int start)
    {
        int length = text.AsSpan(start).IndexOfAny('\r', '\n');
        return length < 0 ? text.Length : start + length;
    }

    private static int Advance(string text, int start, int end, int bytes)
    {
        int at = start;
        while (at < end)
        {
            bool isPair = char.IsHighSurrogate(text[at]) && at + 1 < end && char.IsLowSurrogate(text[at + 1]);
            bytes -= isPair ? 4 : text[at] < 0x80 ? 1 : text[at] < 0x800 ? 2 : 3;
            if (bytes < 0)
            {
                break;
            }

            at += isPair ? 2 : 1;
        }

        return at;
    }
}

/// <summary>In what characters of a line are counted.</summary>
internal enum PositionEncoding
{
    /// <summary>UTF-16 units, which every client knows.</summary>
    Utf16,

    /// <summary>Bytes of UTF-8.</summary>
    Utf8,
}
