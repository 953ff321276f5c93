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
        if (text.IndexOfAny(['&', '<', '>']) < 0 && IsPlain(text))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                < ' ' and not ('\n' or '\t') => escaped.Append(' '),
                '\u0085' or '\u2028' or '\u2029' => escaped.Append(' '),
                '\uFFFE' or '\uFFFF' => escaped.Append('\uFFFD'),
                _ when char.IsSurrogate(c) => escaped.Append(c),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    private static bool IsPlain(string text)
    {
        foreach (char c in text)
        {
            if (c is (< ' ' and not ('\n' or '\t')) or '\u0085' or '\u2028' or '\u2029' or >= '\uD800')
            {
                return false;
            }
        }

        return true;
    }

    private static void Element(SourceWriter w, string tag, string text, string? endTag = null)
    {
        endTag ??= tag;
        string escaped = Escape(text);
        if (escaped.IndexOf('\n') < 0)
        {
            w.Line($"/// <{tag}>{escaped}</{endTag}>");
            return;
        }

        w.Line($"/// <{tag}>");
        foreach (string line in escaped.Split('\n'))
        {
            string trimmed = line.TrimEnd();
            w.Line(trimmed.Length == 0 ? "///" : "/// " + trimmed);
        }

        w.Line($"/// </{endTag}>");
    }
}
