using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Reads directives: <c>.. note:: text</c> with the indented lines below.</summary>
public static class DocDirective
{
    private const string Example = "qmp-example";

    private static readonly HashSet<string> Admonitions = new()
    {
        "note", "caution", "warning", "attention", "danger", "error", "hint", "important", "tip", "seealso",
    };

    private static readonly HashSet<string> Literals = new() { "code-block", "code", "sourcecode", "highlight", "parsed-literal", "literalinclude", "math", "raw" };

    /// <summary>Whether a directive holds text whose lines and characters are as they are.</summary>
    /// <param name="name">Its name, in lower case.</param>
    public static bool IsLiteral(string name) => name == Example || Literals.Contains(name);

    /// <summary>Reads one; comments and labels leave nothing.</summary>
    internal static void Read(DocLine[] lines, int start, int end, int depth, List<DocNode> nodes)
    {
        DocLine line = lines[start].Trim().From(2).Trim();
        string head = line.Text;
        int colons = head.IndexOf("::", StringComparison.Ordinal);
        if (head.Length > 0 && head[0] == '[' && head.IndexOf("] ", StringComparison.Ordinal) > 1)
        {
            // A footnote, ".. [1] text".
            nodes.AddRange(Content(line, lines, start + 1, end, depth));
            return;
        }

        if (colons <= 0 || head.IndexOf(' ') is int blank and >= 0 && blank < colons)
        {
            return;
        }

        string name = head.Substring(0, colons).ToLowerInvariant();
        DocLine argument = line.From(colons + 2).Trim();
        int body = SkipOptions(lines, start + 1, end);
        if (name == Example)
        {
            bool isAnnotated = IsAnnotated(lines, start + 1, body);
            EquatableArray<DocInline> shown = Inline(Option("title"));
            nodes.Add(new DocExample(DocPlainText.Write(shown), isAnnotated ? DocMarkup.Parse(lines, body, end, depth + 1) : Literal(lines, body, end, "")) { TitleContent = shown });
        }
        else if (name == "admonition")
        {
            // Its title may go on below, up to a blank line.
            int after = body;
            while (after < end && body == start + 1 && !lines[after].IsBlank)
            {
                after++;
            }

            DocLine[] titleLines = [argument, .. lines.Skip(body).Take(after - body)];
            EquatableArray<DocInline> shown = argument.Text.Length == 0 ? default : DocInlineParser.Parse(DocParagraphText.Of(titleLines, 0, titleLines.Length));
            after = argument.Text.Length == 0 ? body : after;
            nodes.Add(new DocAdmonition(name, DocPlainText.Write(shown), Content(default, lines, after, end, depth)) { TitleContent = shown });
        }
        else if (Admonitions.Contains(name))
        {
            nodes.Add(new DocAdmonition(name, Title(name), Content(argument, lines, body, end, depth)));
        }
        else if (VersionTitle(name) is { } version)
        {
            nodes.AddRange(Version(version, argument, lines, body, end, depth));
        }
        else if (name is "table" or "list-table")
        {
            nodes.AddRange(Table(argument, lines, start + 1, body, end, depth));
        }
        else if (name == "math")
        {
            // What stands behind it is a part of the formula.
            DocLine[] formula = [argument, .. DocLines.Dedent(lines, body, end, body)];
            nodes.AddRange(Literal(formula, 0, formula.Length, ""));
        }
        else if (Literals.Contains(name))
        {
            nodes.AddRange(Paragraph(Inline(Option("caption"))).Concat(Literal(lines, body, end, argument.Text)));
        }
        else if (name is "image" or "figure" && Option("alt") is { Text.Length: > 0 } alternative)
        {
            // Text that has no mark-up; the picture is nowhere to be seen.
            nodes.AddRange(Paragraph(new([new DocText(alternative.Text)])).Concat(DocMarkup.Parse(lines, body, end, depth + 1)));
        }
        else
        {
            // What a directive does isn't known, what it says is.
            nodes.AddRange(Content(argument, lines, body, end, depth));
        }

        DocLine Option(string wanted) => FindOption(lines, start + 1, body, wanted);
    }

    private static IEnumerable<DocNode> Paragraph(EquatableArray<DocInline> content) => content.Count > 0 ? [new DocParagraph(content)] : [];

    private static string? VersionTitle(string name) => name switch
    {
        "versionadded" => "Added in version",
        "versionchanged" => "Changed in version",
        "versionremoved" => "Removed in version",
        "deprecated" => "Deprecated since version",
        _ => null,
    };

    // ".. deprecated:: 8.1 text": the version is the first word.
    private static IEnumerable<DocNode> Version(string title, DocLine argument, DocLine[] lines, int start, int end, int depth)
    {
        int blank = argument.Text.IndexOf(' ');
        string version = blank < 0 ? argument.Text : argument.Text.Substring(0, blank);
        EquatableArray<DocNode> content = Content(blank < 0 ? default : argument.From(blank).Trim(), lines, start, end, depth);
        var head = new DocEmphasis($"{title} {version}".TrimEnd(), IsStrong: false);
        return content.Count > 0 && content[0] is DocParagraph first
            ? content.Skip(1).Prepend(new DocParagraph(new(first.Content.Prepend(new DocText(": ")).Prepend(head).ToArray())))
            : content.Prepend(new DocParagraph(new([head])));
    }

    private static EquatableArray<DocNode> Table(DocLine argument, DocLine[] lines, int start, int body, int end, int depth)
    {
        EquatableArray<DocInline> title = Inline(argument);
        EquatableArray<DocNode> content = DocMarkup.Parse(lines, body, end, depth + 1);
        if (content.Count == 1 && content[0] is DocTable table)
        {
            return new([table with { Title = title }]);
        }

        return DocTableReader.TryMake(content, HeaderRows(lines, start, body), title) is { } made ? new([made]) : Content(argument, lines, body, end, depth);
    }

    private static EquatableArray<DocInline> Inline(DocLine line) => line.Text is { Length: > 0 } ? DocInlineParser.Parse(DocParagraphText.Of(line)) : default;

    private static int HeaderRows(DocLine[] lines, int start, int end) =>
        int.TryParse(FindOption(lines, start, end, "header-rows").Text, NumberStyles.None, CultureInfo.InvariantCulture, out int rows) ? rows : 0;

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
    private static int SkipOptions(DocLine[] lines, int start, int end)
    {
        int i = start;
        for (; i < end; i++)
        {
            string line = lines[i].Text.Trim();
            int colon = line.Length > 1 && line[0] == ':' ? line.IndexOf(':', 1) : -1;
            if (colon < 0 || (colon + 1 < line.Length && line[colon + 1] != ' '))
            {
                break;
            }
        }

        return i;
    }

    // What an option says; without text if it isn't there.
    private static DocLine FindOption(DocLine[] lines, int start, int end, string name)
    {
        string option = $":{name}:";
        return lines.Skip(start).Take(end - start).Select(static line => line.Trim()).Where(line => line.Text.StartsWith(option, StringComparison.Ordinal))
            .Select(line => line.From(option.Length).Trim()).LastOrDefault();
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
