using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace QapiGen.Runtime.Wire;

/// <content>Strings: long runs of plain ASCII are copied by vector instructions, the rest is escaped one by one.</content>
public ref partial struct WireWriter
{
    private static readonly SearchValues<char> PlainChars = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Writes a string, escaped to ASCII (QMP spec 5.3). Half a surrogate pair becomes U+FFFD.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void String(scoped ReadOnlySpan<char> value)
    {
        WriteQuoted(value);
        Reserve(SeparatorBytes);
        Finish(0);
    }

    /// <summary>Writes a member's name that isn't known when compiling.</summary>
    public void Member(scoped ReadOnlySpan<char> name)
    {
        WriteQuoted(name);
        Member(": "u8);
    }

    private void WriteQuoted(scoped ReadOnlySpan<char> text)
    {
        Reserve(text.Length + 2);
        End = (byte)'"';
        _used++;
        WriteText(text);
        Reserve(1);
        End = (byte)'"';
        _used++;
    }

    private void WriteText(scoped ReadOnlySpan<char> text)
    {
        while (true)
        {
            int plain = text.IndexOfAnyExcept(PlainChars);
            int length = plain < 0 ? text.Length : plain;
            Reserve(length);
            Ascii.FromUtf16(text[..length], _span[_used..], out int written);
            _used += written;
            if (plain < 0)
            {
                return;
            }

            text = text[plain..];
            text = text[WriteEscaped(text)..];
        }
    }

    // Writes the first character, returns how many UTF-16 units it took.
    private int WriteEscaped(scoped ReadOnlySpan<char> text)
    {
        char c = text[0];
        byte letter = ShortEscape(c);
        if (letter != 0)
        {
            Reserve(2);
            _span[_used++] = (byte)'\\';
            _span[_used++] = letter;
            return 1;
        }

        if (!char.IsSurrogate(c))
        {
            WriteUnit(c);
            return 1;
        }

        if (text.Length > 1 && char.IsSurrogatePair(c, text[1]))
        {
            WriteUnit(c);
            WriteUnit(text[1]);
            return 2;
        }

        WriteUnit('\uFFFD');
        return 1;
    }

    private void WriteUnit(char unit)
    {
        Reserve(6);
        Span<byte> target = _span.Slice(_used, 6);
        target[0] = (byte)'\\';
        target[1] = (byte)'u';
        for (int i = 5; i > 1; i--)
        {
            target[i] = "0123456789ABCDEF"u8[unit & 15];
            unit >>= 4;
        }

        _used += 6;
    }

    private static byte ShortEscape(char c) => c switch
    {
        '"' => (byte)'"',
        '\\' => (byte)'\\',
        '\b' => (byte)'b',
        '\t' => (byte)'t',
        '\n' => (byte)'n',
        '\f' => (byte)'f',
        '\r' => (byte)'r',
        _ => 0,
    };
}
