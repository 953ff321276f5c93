using System.Collections.Generic;
using System.Globalization;
using QapiGen.Reference.Articles;

namespace QapiGen.Reference.Html;

/// <summary>Writes what is on a page as HTML.</summary>
internal sealed class HtmlBlocks
{
    // More links than this are folded.
    private const int ShownLinks = 12;

    private readonly HtmlText _html;
    private readonly string _page;

    /// <summary>Makes a writer for a page.</summary>
    public HtmlBlocks(HtmlText html, string page)
    {
        _html = html;
        _page = page;
    }

    /// <summary>Writes blocks.</summary>
    public void Write(IReadOnlyList<Block> blocks)
    {
        foreach (Block block in blocks)
        {
            Write(block);
        }
    }

    /// <summary>Writes the pieces of a line.</summary>
    public void Write(IReadOnlyList<Inline> pieces)
    {
        for (int i = 0; i < pieces.Count; i++)
        {
            _html.Raw(i > 0 && pieces[i] is Badge ? " " : "");
            Write(pieces[i]);
        }
    }

    /// <summary>Writes the attribute of a link.</summary>
    public void WriteHref(Target target) =>
        _html.Raw(" href=\"").Text(target.Page == _page && target.Anchor.Length > 0 ? "" : target.Page + ".html")
            .Raw(target.Anchor.Length > 0 ? "#" : "").Text(target.Anchor).Raw("\"");

    private void Write(Block block)
    {
        switch (block)
        {
            case HeadingBlock heading:
                Heading(heading.Level, heading.Anchor, heading.Content);
                break;
            case ParagraphBlock paragraph:
                _html.Raw("<p>");
                Write(paragraph.Content);
                _html.Raw("</p>\n");
                break;
            case RemarkBlock remark:
                _html.Raw("<p class=\"remark\">");
                Write(remark.Content);
                _html.Raw("</p>\n");
                break;
            case ListBlock list:
                WriteList(list);
                break;
            case TableBlock table:
                WriteTable(table);
                break;
            case QuoteBlock quote:
                Wrap("<blockquote>", quote.Content, "</blockquote>\n");
                break;
            case LiteralBlock literal:
                _html.Raw("<pre><code>").Text(literal.Text).Raw("</code></pre>\n");
                break;
            case ExampleBlock example:
                _html.Raw("<figure class=\"example\"><figcaption>").Text(example.Title.Length > 0 ? "Example: " + example.Title : "Example").Raw("</figcaption>\n");
                Wrap("", example.Content, "</figure>\n");
                break;
            case AdmonitionBlock admonition:
                _html.Raw(admonition.Kind is "caution" or "warning" or "danger" or "error" or "attention" ? "<div class=\"note grave\"><p class=\"note-title\">" : "<div class=\"note\"><p class=\"note-title\">")
                    .Text(admonition.Title).Raw("</p>\n");
                Wrap("", admonition.Content, "</div>\n");
                break;
            case DefinitionBlock definition:
                WriteDefinition(definition);
                break;
            case PartBlock part:
                Heading(part.Level, "", Inline.Line(part.Title));
                Write(part.Content);
                break;
            case RowsBlock rows:
                WriteRows(rows);
                break;
            case LinksBlock links:
                WriteLinks(links);
                break;
        }
    }

    private void Heading(int level, string anchor, IReadOnlyList<Inline> content)
    {
        string tag = "h" + level.ToString(CultureInfo.InvariantCulture);
        _html.Raw("<").Raw(tag);
        if (anchor.Length > 0)
        {
            _html.Raw(" id=\"").Text(anchor).Raw("\"");
        }

        _html.Raw(">");
        Write(content);
        _html.Raw("</").Raw(tag).Raw(">\n");
    }

    private void Wrap(string open, IReadOnlyList<Block> content, string close)
    {
        _html.Raw(open);
        Write(content);
        _html.Raw(close);
    }

    private void WriteList(ListBlock list)
    {
        _html.Raw(list.FirstNumber switch { null => "<ul>\n", 'a' => "<ol type=\"a\">\n", 'A' => "<ol type=\"A\">\n", _ => "<ol>\n" });
        foreach (IReadOnlyList<Block> item in list.Items)
        {
            WriteItem("<li>", item, "</li>\n");
        }

        _html.Raw(list.FirstNumber is null ? "</ul>\n" : "</ol>\n");
    }

    private void WriteItem(string open, IReadOnlyList<Block> item, string close)
    {
        _html.Raw(open);
        if (item is [ParagraphBlock only])
        {
            Write(only.Content);
        }
        else
        {
            Write(item);
        }

        _html.Raw(close);
    }

    // A wide one is scrolled by itself.
    private void WriteTable(TableBlock table)
    {
        _html.Raw("<div class=\"table\"><table>\n");
        if (table.Title.Count > 0)
        {
            _html.Raw("<caption>");
            Write(table.Title);
            _html.Raw("</caption>\n");
        }

        WriteTableRows("thead", "<th scope=\"col\">", table.Header, "</th>");
        WriteTableRows("tbody", "<td>", table.Rows, "</td>");
        _html.Raw("</table></div>\n");
    }

    private void WriteTableRows(string tag, string open, IReadOnlyList<IReadOnlyList<IReadOnlyList<Block>>> rows, string close)
    {
        if (rows.Count == 0)
        {
            return;
        }

        _html.Raw("<").Raw(tag).Raw(">\n");
        foreach (IReadOnlyList<IReadOnlyList<Block>> row in rows)
        {
            _html.Raw("<tr>");
            foreach (IReadOnlyList<Block> cell in row)
            {
                WriteItem(open, cell, close);
            }

            _html.Raw("</tr>\n");
        }

        _html.Raw("</").Raw(tag).Raw(">\n");
    }

    private void WriteDefinition(DefinitionBlock definition)
    {
        string tag = "h" + definition.Level.ToString(CultureInfo.InvariantCulture);
        _html.Raw("<article class=\"definition\" id=\"").Text(definition.Anchor).Raw("\">\n<").Raw(tag).Raw("><span class=\"kind\">").Text(definition.Kind)
            .Raw("</span> <a class=\"self\" href=\"#").Text(definition.Anchor).Raw("\"><code>").Text(definition.Name).Raw("</code></a></").Raw(tag).Raw(">\n");
        if (definition.Badges.Count > 0)
        {
            _html.Raw("<p class=\"badges\">");
            Write(definition.Badges);
            _html.Raw("</p>\n");
        }

        Wrap("", definition.Content, "</article>\n");
    }

    private void WriteRows(RowsBlock rows)
    {
        _html.Raw("<dl>\n");
        foreach (Row row in rows.Rows)
        {
            _html.Raw("<dt");
            if (row.Anchor.Length > 0)
            {
                _html.Raw(" id=\"").Text(row.Anchor).Raw("\"");
            }

            _html.Raw(">");
            Write(row.Head);
            _html.Raw("</dt>\n<dd>");
            Write(row.Content);
            _html.Raw("</dd>\n");
        }

        _html.Raw("</dl>\n");
    }

    private void WriteLinks(LinksBlock links)
    {
        bool isFolded = links.Links.Count > ShownLinks;
        _html.Raw(isFolded ? "<details class=\"uses\"><summary>" : "<p class=\"uses\"><span class=\"uses-title\">").Text(links.Title)
            .Raw(isFolded ? "</summary>\n<p>" : "</span> ");
        for (int i = 0; i < links.Links.Count; i++)
        {
            _html.Raw(i > 0 ? ", " : "");
            Write(links.Links[i]);
        }

        _html.Raw(isFolded ? "</p></details>\n" : "</p>\n");
    }

    private void Write(Inline piece)
    {
        switch (piece)
        {
            case TextRun text:
                _html.Text(text.Text);
                break;
            case CodeRun code:
                _html.Raw("<code>").Text(code.Text).Raw("</code>");
                break;
            case EmphasisRun emphasis:
                _html.Raw(emphasis.IsStrong ? "<strong>" : "<em>").Text(emphasis.Text).Raw(emphasis.IsStrong ? "</strong>" : "</em>");
                break;
            case LinkRun link:
                _html.Raw("<a");
                WriteHref(link.Target);
                _html.Raw(">");
                Write(link.Content);
                _html.Raw("</a>");
                break;
            case ExternalRun external:
                _html.Raw(external.Text == external.Address ? "<a class=\"bare\" rel=\"noreferrer\" href=\"" : "<a rel=\"noreferrer\" href=\"").Text(external.Address).Raw("\">").Text(external.Text).Raw("</a>");
                break;
            case Badge badge:
                WriteBadge(badge);
                break;
        }
    }

    private void WriteBadge(Badge badge)
    {
        string tag = badge.Target is null ? "span" : "a";
        _html.Raw("<").Raw(tag).Raw(" class=\"badge ").Raw(ClassOf(badge.Kind)).Raw("\"");
        if (badge.Target is not null)
        {
            WriteHref(badge.Target);
        }

        _html.Raw(">").Text(badge.Content).Raw("</").Raw(tag).Raw(">");
    }

    private static string ClassOf(BadgeKind kind) => kind switch
    {
        BadgeKind.Since => "since",
        BadgeKind.Condition => "condition",
        BadgeKind.Deprecated => "deprecated",
        BadgeKind.Unstable => "unstable",
        BadgeKind.New => "new",
        BadgeKind.Changed => "changed",
        BadgeKind.Breaking => "breaking",
        _ => "fact",
    };
}
