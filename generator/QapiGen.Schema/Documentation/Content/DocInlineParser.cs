using System;
using System.Collections.Generic;
using System.Text;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Parses the mark-up inside a paragraph.</summary>
internal static class DocInlineParser
{
    private static readonly char[] Special = ['`', '*', '@', ':', '\\'];
    private static readonly char[] SpecialOrAddress = [.. Special, 'h', 'f'];

    /// <summary>Parses a text.</summary>
    public static EquatableArray<DocInline> Parse(DocParagraphText paragraph)
    {
        string text = paragraph.Text;
        if (text.IndexOfAny(Special) < 0)
        {
            return new([new DocText(text)]);
        }

        var pieces = new List<DocInline>();
        var plain = new StringBuilder();
        char[] special = text.IndexOf("://", StringComparison.Ordinal) < 0 ? Special : SpecialOrAddress;
        for (int i = 0; i < text.Length;)
        {
            int next = text.IndexOfAny(special, i);
            next = next < 0 ? text.Length : next;
            plain.Append(text, i, next - i);
            i = next;
            if (i == text.Length)
            {
                break;
            }

            int length = text[i] switch
            {
                '`' => ReadQuoted(paragraph, i, "", out DocInline? quoted) is int used and > 0 ? Add(quoted!, used) : 0,
                '*' => ReadEmphasis(text, i, out DocInline? emphasis) is int used and > 0 ? Add(emphasis!, used) : 0,
                '@' => ReadMember(text, i) is int used and > 0 ? Add(new DocMemberReference(text.Substring(i + 1, used - 1)) { Names = DocPath.Read(paragraph, i + 1, i + used) }, used) : 0,
                ':' => ReadRole(paragraph, i, out DocInline? role) is int used and > 0 ? Add(role!, used) : 0,
                'h' or 'f' => DocAddress.Read(text, i) is int used and > 0 ? Add(new DocLink(text.Substring(i, used), text.Substring(i, used)), used) : 0,
                _ => 0,
            };
            if (length == 0)
            {
                // A backslash takes its meaning from what follows; white space goes with it.
                i += text[i] == '\\' && i + 1 < text.Length && !char.IsLetterOrDigit(text[i + 1]) ? 1 : 0;
                plain.Append(i > 0 && text[i - 1] == '\\' && char.IsWhiteSpace(text[i]) ? "" : text[i].ToString());
                length = 1;
            }

            i += length;
        }

        Flush();
        return new(pieces.ToArray());

        int Add(DocInline piece, int used)
        {
            Flush();
            pieces.Add(piece);
            return used;
        }

        void Flush()
        {
            if (plain.Length > 0)
            {
                pieces.Add(new DocText(plain.ToString()));
                plain.Clear();
            }
        }
    }

    // ``code``, `reference`, `text <address>`_; the length, or 0.
    private static int ReadQuoted(DocParagraphText paragraph, int start, string role, out DocInline? piece)
    {
        string text = paragraph.Text;
        piece = null;
        if (string.CompareOrdinal(text, start, "``", 0, 2) == 0)
        {
            int close = text.IndexOf("``", start + 2, StringComparison.Ordinal);
            if (close <= start + 2 || role.Length > 0)
            {
                return 0;
            }

            piece = new DocCode(text.Substring(start + 2, close - start - 2));
            return close + 2 - start;
        }

        int end = text.IndexOf('`', start + 1);
        if (end <= start + 1 || !CanOpen(text, start) || char.IsWhiteSpace(text[start + 1]) || char.IsWhiteSpace(text[end - 1]))
        {
            return 0;
        }

        int after = end + 1;
        int underscores = 0;
        while (after < text.Length && text[after] == '_' && underscores < 2)
        {
            after++;
            underscores++;
        }

        int open = text.IndexOf('<', start + 1, end - start - 1);
        if (open > start + 1 && text[end - 1] == '>')
        {
            string shown = text.Substring(start + 1, open - start - 1).Trim();
            piece = underscores > 0 ? new DocLink(shown, text.Substring(open + 1, end - open - 2)) : DocReferenceReader.Titled(paragraph, start + 1, open, end - 1, role);
        }
        else
        {
            piece = DocReferenceReader.Plain(paragraph, start + 1, end, role);
        }

        return after - start;
    }

    // *emphasis*, **strong**; a star between blanks is a star.
    private static int ReadEmphasis(string text, int start, out DocInline? piece)
    {
        piece = null;
        bool isStrong = string.CompareOrdinal(text, start, "**", 0, 2) == 0;
        string mark = isStrong ? "**" : "*";
        int first = start + mark.Length;
        if (!CanOpen(text, start) || first >= text.Length || char.IsWhiteSpace(text[first]) || text[first] == '*')
        {
            return 0;
        }

        int end = text.IndexOf(mark, first + 1, StringComparison.Ordinal);
        if (end < 0 || char.IsWhiteSpace(text[end - 1]) || (end + mark.Length < text.Length && char.IsLetterOrDigit(text[end + mark.Length])))
        {
            return 0;
        }

        piece = new DocEmphasis(text.Substring(first, end - first), isStrong);
        return end + mark.Length - start;
    }

    // @name: not in the middle of a word, such as an address of mail.
    private static int ReadMember(string text, int start)
    {
        if (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '.' or '_' or '-'))
        {
            return 0;
        }

        int end = start + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.'))
        {
            end++;
        }

        while (end > start + 1 && !char.IsLetterOrDigit(text[end - 1]))
        {
            end--;
        }

        return end > start + 1 ? end - start : 0;
    }

    // :role:`target`
    private static int ReadRole(DocParagraphText paragraph, int start, out DocInline? piece)
    {
        string text = paragraph.Text;
        piece = null;
        int end = start + 1;
        while (end < text.Length && (char.IsLetter(text[end]) || text[end] is '-' or ':') && !(text[end] == ':' && end + 1 < text.Length && text[end + 1] == '`'))
        {
            end++;
        }

        if (end == start + 1 || end + 1 >= text.Length || text[end] != ':' || text[end + 1] != '`')
        {
            return 0;
        }

        string role = text.Substring(start + 1, end - start - 1);
        int quoted = ReadQuoted(paragraph, end + 1, role, out piece);
        piece = piece is DocReference reference ? DocRoles.Read(reference) : piece;
        return quoted == 0 ? 0 : end + 1 + quoted - start;
    }

    // Mark-up begins behind white space or an opening mark.
    private static bool CanOpen(string text, int start) =>
        start == 0 || char.IsWhiteSpace(text[start - 1]) || text[start - 1] is '\'' or '"' or '(' or '[' or '{' or '<' or '-' or '/' or ':' or ',';
}
