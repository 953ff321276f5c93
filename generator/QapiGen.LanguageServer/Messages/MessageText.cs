using System;
using System.Text;
using System.Text.Unicode;

namespace QapiGen.LanguageServer.Messages;

/// <summary>Makes text of what a client sends as such: documents may have bytes that are no UTF-8, or half of a pair of surrogates. A change that is lost would part server and client for ever.</summary>
internal static class MessageText
{
    private const int EscapeLength = 6;

    /// <summary>The content with U+FFFD for each byte, and each escape, that is no character.</summary>
    public static byte[] Mend(byte[] content)
    {
        byte[] text = Utf8.IsValid(content) ? content : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content));
        int at = 0;
        while (at < text.Length)
        {
            int next = text.AsSpan(at).IndexOf((byte)'\\');
            if (next < 0)
            {
                break;
            }

            at += next;
            switch (SurrogateAt(text, at))
            {
                case null:
                    at += 2;
                    break;
                case char first when char.IsHighSurrogate(first) && SurrogateAt(text, at + EscapeLength) is { } second && char.IsLowSurrogate(second):
                    at += 2 * EscapeLength;
                    break;
                default:
                    text = ReferenceEquals(text, content) ? (byte[])content.Clone() : text;
                    "\\ufffd"u8.CopyTo(text.AsSpan(at));
                    at += EscapeLength;
                    break;
            }
        }

        return text;
    }

    private static char? SurrogateAt(byte[] text, int at) =>
        at + EscapeLength <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
            && System.Buffers.Text.Utf8Parser.TryParse(text.AsSpan(at + 2, 4), out ushort unit, out int length, 'x') && length == 4 && char.IsSurrogate((char)unit)
            ? (char)unit
            : null;
}
