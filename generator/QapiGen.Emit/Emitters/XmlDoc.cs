using System.Collections.Generic;
using System.Text;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Text;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes XML documentation.</summary>
internal static class XmlDoc
{
    private const string ErrorType = "global::QapiGen.Runtime.Messages.QmpErrorException";

    /// <summary>Writes summary, return value, errors, examples and remarks, in which members are parameters of a method.</summary>
    /// <param name="w">Where to write.</param>
    /// <param name="doc">The documentation.</param>
    /// <param name="parameters">The parameters of the method that is documented; null for anything else.</param>
    public static void Write(SourceWriter w, DocSpec doc, ParameterNames? parameters = null)
    {
        var xml = new XmlDocText(parameters);
        Element(w, "summary", xml.Inline(doc.Summary));
        if (doc.Returns.Count > 0)
        {
            Element(w, "returns", xml.Compact(doc.Returns));
        }

        if (doc.Errors.Count > 0)
        {
            Element(w, "exception cref=\"" + ErrorType + "\"", xml.Compact(doc.Errors), "exception");
        }

        foreach (DocExample example in doc.Examples)
        {
            Element(w, "example", xml.Example(example));
        }

        if (doc.Remarks.Count > 0)
        {
            w.Line("/// <remarks>");
            Lines(w, xml.Blocks(doc.Remarks));
            w.Line("/// </remarks>");
        }
    }

    /// <summary>Writes the description of a parameter.</summary>
    /// <param name="w">Where to write.</param>
    /// <param name="member">The parameter.</param>
    /// <param name="parameters">All parameters of the method.</param>
    public static void Parameter(SourceWriter w, MemberSpec member, ParameterNames parameters)
    {
        // C# has attributes for this, but not on parameters.
        string mark = (member.Mark.IsDeprecated ? "Deprecated. " : "") + (member.Mark.IsUnstable ? "Unstable. " : "");
        var content = new List<DocNode> { member.Doc.Summary };
        content.AddRange(member.Doc.Remarks);
        Element(w, ParameterTag(member.Local), mark + new XmlDocText(parameters).Compact(content), "param");
    }

    /// <summary>Writes the description of a parameter of our own.</summary>
    public static void Parameter(SourceWriter w, string name, string text) => Element(w, ParameterTag(name), Escape(text), "param");

    private static string ParameterTag(string local) => $"param name=\"{local.TrimStart('@')}\"";

    /// <summary>Escapes a name that is a file's: whatever is in it, it stays on its line.</summary>
    public static string Name(string name) => Escape(SafeText.Escape(name));

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

    // The content is XML already.
    private static void Element(SourceWriter w, string tag, string xml, string? endTag = null)
    {
        endTag ??= tag;
        if (xml.IndexOf('\n') < 0)
        {
            w.Line($"/// <{tag}>{xml}</{endTag}>");
            return;
        }

        w.Line($"/// <{tag}>");
        Lines(w, xml);
        w.Line($"/// </{endTag}>");
    }

    private static void Lines(SourceWriter w, string xml)
    {
        for (int start = 0; start <= xml.Length;)
        {
            int end = xml.IndexOf('\n', start);
            end = end < 0 ? xml.Length : end;
            Line(w, xml, start, end);
            start = end + 1;
        }
    }

    private static void Line(SourceWriter w, string xml, int start, int end)
    {
        while (end > start && (xml[end - 1] <= ' ' || char.IsWhiteSpace(xml[end - 1])))
        {
            end--;
        }

        w.Begin();
        w.Append(end > start ? "/// " : "///");
        w.Append(xml, start, end - start);
        w.Line();
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
