using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Reads directives: <c>.. note:: text</c> with the indented lines below.</summary>
internal static class DocDirective
{
    private static readonly HashSet<string> Admonitions = new()
    {
        "note", "caution", "warning", "attention", "danger", "error", "hint", "important", "tip", "seealso", "admonition",
    };

    /// <summary>Reads one; comments and labels leave nothing.</summary>
    public static void Read(DocLine[] lines, int start, int end, int depth, List<DocNode> nodes)
    {
        DocLine line = lines[start].Trim().From(2).Trim();
        string head = line.Text;
        int colons = head.IndexOf("::", StringComparison.Ordinal);
        if (colons <= 0 || head.IndexOf(' ') is int blank and >= 0 && blank < colons)
        {
            return;
        }

        string name = head.Substring(0, colons).ToLowerInvariant();
        DocLine argument = line.From(colons + 2).Trim();
        int body = ReadOptions(lines, start + 1, end, out string title);
        if (name == "qmp-example")
        {
            bool isAnnotated = IsAnnotated(lines, start + 1, body);
            nodes.Add(new DocExample(title, isAnnotated ? DocMarkup.Parse(lines, body, end, depth + 1) : Literal(lines, body, end, "")));
        }
        else if (Admonitions.Contains(name))
        {
            bool isNamed = name == "admonition";
            nodes.Add(new DocAdmonition(name, isNamed ? argument.Text : Title(name), Content(isNamed ? default : argument, lines, body, end, depth)));
        }
        else if (name is "code-block" or "code" or "sourcecode" or "highlight" or "parsed-literal" or "literalinclude")
        {
            nodes.AddRange(Literal(lines, body, end, argument.Text));
        }
        else
        {
            // What a directive does isn't known, what it says is.
            nodes.AddRange(Content(argument, lines, body, end, depth));
        }
    }

    private static EquatableArray<DocNode> Content(DocLine first, DocLine[] lines, int start, int end, int depth)
    {
        if (first.Text is not { Length: > 0 })
        {
            return DocMarkup.Parse(lines, start, end, depth + 1);
        }

        var all = new List<DocLine> { first };
        all.AddRange(start < end && lines[start].IsBlank ? new[] { lines[start] } : Array.Empty<DocLine>());
        all.AddRange(DocLines.Dedent(lines, start, end, start));
        return DocMarkup.Parse(all.ToArray(), 0, all.Count, depth + 1);
    }

    private static EquatableArray<DocNode> Literal(DocLine[] lines, int start, int end, string language)
    {
        string text = DocLines.Join(lines, start, end);
        return text.Length == 0 ? default : new([new DocLiteral(text, language)]);
    }

    // ":title: text" and the like, directly below the directive.
    private static int ReadOptions(DocLine[] lines, int start, int end, out string title)
    {
        title = "";
        int i = start;
        for (; i < end; i++)
        {
            string line = lines[i].Text.Trim();
            int colon = line.Length > 1 && line[0] == ':' ? line.IndexOf(':', 1) : -1;
            if (colon < 0 || (colon + 1 < line.Length && line[colon + 1] != ' '))
            {
                break;
            }

            title = line.StartsWith(":title:", StringComparison.Ordinal) ? line.Substring(colon + 1).Trim() : title;
        }

        return i;
    }

    private static bool IsAnnotated(DocLine[] lines, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            if (lines[i].Text.Trim() == ":annotated:")
            {
                return true;
            }
        }

        return false;
    }

    private static string Title(string name) => name == "seealso" ? "See also" : char.ToUpperInvariant(name[0]) + name.Substring(1);
}
