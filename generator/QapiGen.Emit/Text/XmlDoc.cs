using System.Text;
using QapiGen.Emit.Specs;

namespace QapiGen.Emit.Text;

/// <summary>Writes XML documentation.</summary>
internal static class XmlDoc
{
    /// <summary>Writes summary, return value and remarks.</summary>
    public static void Write(SourceWriter w, DocSpec doc)
    {
        Element(w, "summary", doc.Summary);
        if (doc.Returns is not null)
        {
            Element(w, "returns", doc.Returns);
        }

        if (doc.Remarks.Count == 0)
        {
            return;
        }

        w.Line("/// <remarks>");
        foreach (string paragraph in doc.Remarks)
        {
            Element(w, "para", paragraph);
        }

        w.Line("/// </remarks>");
    }

    /// <summary>Writes the description of a parameter.</summary>
    public static void Parameter(SourceWriter w, string name, string text) =>
        Element(w, $"param name=\"{name.TrimStart('@')}\"", text, "param");

    /// <summary>Escapes text.</summary>
    public static string Escape(string text)
    {
        int special = FindSpecial(text, 0, text.Length);
        if (special == text.Length)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        int start = 0;
        for (; special < text.Length; special = FindSpecial(text, start, text.Length))
        {
            escaped.Append(text, start, special - start).Append(Replacement(text[special]));
            start = special + 1;
        }

        return escaped.Append(text, start, text.Length - start).ToString();
    }

    private static void Element(SourceWriter w, string tag, string text, string? endTag = null)
    {
        endTag ??= tag;
        if (text.IndexOf('\n') < 0)
        {
            w.Begin();
            w.Append("/// <");
            w.Append(tag);
            w.Append(">");
            AppendEscaped(w, text, 0, text.Length);
            w.Append("</");
            w.Append(endTag);
            w.Append(">");
            w.Line();
            return;
        }

        w.Line($"/// <{tag}>");
        for (int start = 0; start <= text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            TextLine(w, text, start, end);
            start = end + 1;
        }

        w.Line($"/// </{endTag}>");
    }

    private static void TextLine(SourceWriter w, string text, int start, int end)
    {
        while (end > start && (text[end - 1] <= ' ' || char.IsWhiteSpace(text[end - 1])))
        {
            end--;
        }

        w.Begin();
        w.Append(end > start ? "/// " : "///");
        AppendEscaped(w, text, start, end);
        w.Line();
    }

    private static void AppendEscaped(SourceWriter w, string text, int start, int end)
    {
        while (start < end)
        {
            int special = FindSpecial(text, start, end);
            w.Append(text, start, special - start);
            if (special < end)
            {
                w.Append(Replacement(text[special]));
            }

            start = special + 1;
        }
    }

    private static int FindSpecial(string text, int start, int end)
    {
        while (start < end && !IsSpecial(text[start]))
        {
            start++;
        }

        return start;
    }

    private static bool IsSpecial(char c) =>
        c is '&' or '<' or '>' or (< ' ' and not ('\n' or '\t')) or '\u0085' or '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF';

    private static string Replacement(char c) => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '\uFFFE' or '\uFFFF' => "\uFFFD",
        _ => " ",
    };
}
