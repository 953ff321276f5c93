using System.Collections.Generic;
using System.Linq;
using System.Text;
using QapiGen.Reference.Articles;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Text;

namespace QapiGen.Reference.Markdown;

/// <summary>Writes what is on a page as Markdown: CommonMark and tables as GitHub has them, with HTML for anchors only.</summary>
internal sealed class MarkdownBlocks
{
    private readonly StringBuilder _text;
    private readonly string _page;

    /// <summary>Makes a writer for a page.</summary>
    public MarkdownBlocks(StringBuilder text, string page)
    {
        _text = text;
        _page = page;
    }

    /// <summary>Writes blocks, an empty line between them.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="indentation">What stands before each line.</param>
    /// <param name="isBegun">Whether something stands before the first block on its line.</param>
    public void Write(IReadOnlyList<Block> blocks, string indentation, bool isBegun = false)
    {
        bool isOther = false;
        for (int i = 0; i < blocks.Count; i++)
        {
            bool follows = i == 0 && isBegun;
            if (!follows && i > 0)
            {
                // A list before code would run into it.
                _text.Append(indentation.TrimEnd()).Append('\n');
            }

            // So would two lists in a row, were it not for other markers.
            isOther = !isOther && i > 0 && IsList(blocks[i]) && IsList(blocks[i - 1]);
            Write(blocks[i], indentation, follows ? "" : indentation, isOther);
        }
    }

    /// <summary>The pieces of a line.</summary>
    public string Line(IReadOnlyList<Inline> pieces)
    {
        var line = new StringBuilder();
        for (int i = 0; i < pieces.Count; i++)
        {
            string piece = Piece(pieces[i]);

            // Two pieces of code in a row would be one, with other ends.
            bool isApart = (i > 0 && pieces[i] is Badge) || (line.Length > 0 && line[^1] == '`' && piece.StartsWith('`'));
            line.Append(isApart ? " " : "").Append(piece);
        }

        // Escaping has seen one piece at a time; a line mustn't begin like a list or a heading.
        string text = line.ToString().Trim();
        return text.Length > 0 && text[0] is '-' or '+' or '=' ? "\\" + text : text;
    }

    private void Write(Block block, string indentation, string lead, bool isOther)
    {
        switch (block)
        {
            case HeadingBlock heading:
                WriteHeading(heading.Level, heading.Anchor, Line(heading.Content), indentation, lead);
                break;
            case ParagraphBlock paragraph:
                _text.Append(lead).Append(Line(paragraph.Content)).Append('\n');
                break;
            case RemarkBlock remark:
                _text.Append(lead).Append(Line(remark.Content)).Append('\n');
                break;
            case ListBlock list:
                WriteList(list, indentation, lead, isOther);
                break;
            case TableBlock table:
                WriteTable(table, indentation, lead);
                break;
            case QuoteBlock quote:
                _text.Append(lead).Append("> ");
                Write(quote.Content, indentation + "> ", isBegun: true);
                break;
            case LiteralBlock literal:
                WriteLiteral(literal, indentation, lead);
                break;
            case ExampleBlock example:
                _text.Append(lead).Append(example.Title.Length > 0 ? $"**Example: {MarkdownText.Escape(example.Title)}**\n" : "**Example**\n").Append(indentation.TrimEnd()).Append('\n');
                Write(example.Content, indentation);
                break;
            case AdmonitionBlock admonition:
                _text.Append(lead).Append("> **").Append(MarkdownText.Escape(admonition.Title)).Append("**\n").Append(indentation).Append(">\n");
                Write(admonition.Content, indentation + "> ");
                break;
            case DefinitionBlock definition:
                WriteDefinition(definition, indentation, lead);
                break;
            case PartBlock part:
                WriteHeading(part.Level, "", MarkdownText.Escape(part.Title), indentation, lead);
                _text.Append('\n');
                Write(part.Content, indentation);
                break;
            case RowsBlock rows:
                WriteRows(rows, indentation, lead, isOther);
                break;
            case LinksBlock links:
                WriteLinks(links, lead);
                break;
        }
    }

    private void WriteHeading(int level, string anchor, string text, string indentation, string lead)
    {
        if (anchor.Length > 0)
        {
            _text.Append(lead).Append("<a id=\"").Append(anchor).Append("\"></a>\n\n");
            lead = indentation;
        }

        _text.Append(lead).Append('#', level).Append(' ').Append(text).Append('\n');
    }

    private void WriteDefinition(DefinitionBlock definition, string indentation, string lead)
    {
        WriteHeading(definition.Level, definition.Anchor, $"{MarkdownText.Escape(definition.Name)} ({definition.Kind})", indentation, lead);
        if (definition.Badges.Count > 0)
        {
            _text.Append('\n').Append(indentation).Append(Line(definition.Badges)).Append('\n');
        }

        if (definition.Content.Count > 0)
        {
            _text.Append('\n');
            Write(definition.Content, indentation);
        }
    }

    private void WriteList(ListBlock list, string indentation, string lead, bool isOther)
    {
        for (int i = 0; i < list.Items.Count; i++)
        {
            // Lists of Markdown have no letters, so they stand in the text.
            string number = DocList.MarkerOf(list.FirstNumber, i);
            bool isBullet = list.FirstNumber is null || DocList.AreLetters(list.FirstNumber);
            string marker = isBullet ? Bullet(isOther) : isOther ? number.Replace('.', ')') : number;
            _text.Append(i == 0 ? lead : indentation).Append(marker).Append(DocList.AreLetters(list.FirstNumber) ? number : "");
            if (list.Items[i].Count == 0)
            {
                _text.Append('\n');
            }

            Write(list.Items[i], indentation + new string(' ', marker.Length), isBegun: true);
        }
    }

    private static bool IsList(Block block) => block is ListBlock or RowsBlock;

    private static string Bullet(bool isOther) => isOther ? "* " : "- ";

    // With one header, which may be empty, and one line for a row.
    private void WriteTable(TableBlock table, string indentation, string lead)
    {
        if (table.Title.Count > 0)
        {
            _text.Append(lead).Append(Line(table.Title)).Append('\n').Append(indentation.TrimEnd()).Append('\n');
            lead = indentation;
        }

        int columns = table.Rows[0].Count;
        _text.Append(lead).Append(MarkdownText.Row(table.Header.Count == 0 ? new string[columns] : table.Header[0].Select(Cell))).Append('\n');
        _text.Append(indentation).Append(MarkdownText.Row(Enumerable.Repeat("---", columns))).Append('\n');
        foreach (IReadOnlyList<IReadOnlyList<Block>> row in table.Header.Skip(1).Concat(table.Rows))
        {
            _text.Append(indentation).Append(MarkdownText.Row(row.Select(Cell))).Append('\n');
        }
    }

    // Blocks that a line can't hold say what they say one behind the other.
    private string Cell(IReadOnlyList<Block> content) => string.Join(" ", content.Select(block => block switch
    {
        ParagraphBlock paragraph => Line(paragraph.Content),
        ListBlock list => string.Join("; ", list.Items.Select(Cell)),
        QuoteBlock quote => Cell(quote.Content),
        LiteralBlock literal => MarkdownText.Code(literal.Text),
        RowsBlock rows => string.Join("; ", rows.Rows.Select(row => $"{Line(row.Head)} {Cell(row.Content)}")),
        AdmonitionBlock admonition => $"**{MarkdownText.Escape(admonition.Title)}** {Cell(admonition.Content)}",
        ExampleBlock example => Cell(example.Content),
        _ => "",
    }));

    private void WriteLiteral(LiteralBlock literal, string indentation, string lead)
    {
        string fence = MarkdownText.Fence(literal.Text);
        _text.Append(lead).Append(fence).Append('\n');
        foreach (string line in SafeText.EscapeLines(literal.Text).Split('\n'))
        {
            _text.Append((indentation + line).TrimEnd()).Append('\n');
        }

        _text.Append(indentation).Append(fence).Append('\n');
    }

    private void WriteRows(RowsBlock rows, string indentation, string lead, bool isOther)
    {
        for (int i = 0; i < rows.Rows.Count; i++)
        {
            Row row = rows.Rows[i];
            _text.Append(i == 0 ? lead : indentation).Append(Bullet(isOther));
            if (row.Anchor.Length > 0)
            {
                _text.Append("<a id=\"").Append(row.Anchor).Append("\"></a>");
            }

            _text.Append(Line(row.Head)).Append('\n');
            if (row.Content.Count > 0)
            {
                _text.Append(indentation.TrimEnd()).Append('\n');
                Write(row.Content, indentation + "  ");
            }
        }
    }

    private void WriteLinks(LinksBlock links, string lead)
    {
        _text.Append(lead).Append("**").Append(MarkdownText.Escape(links.Title)).Append(":** ");
        for (int i = 0; i < links.Links.Count; i++)
        {
            _text.Append(i > 0 ? ", " : "").Append(Piece(links.Links[i]));
        }

        _text.Append('\n');
    }

    private string Piece(Inline piece) => piece switch
    {
        TextRun text => MarkdownText.Escape(text.Text),
        CodeRun code => MarkdownText.Code(code.Text),
        EmphasisRun { IsStrong: true } strong => $"**{MarkdownText.Escape(strong.Text)}**",
        EmphasisRun emphasis => $"*{MarkdownText.Escape(emphasis.Text)}*",
        LinkRun link => $"[{Piece(link.Content)}]({Address(link.Target)})",
        ExternalRun external => $"[{MarkdownText.Escape(external.Text)}]({MarkdownText.Address(external.Address)})",
        Badge { Target: { } target } badge => $"[*({MarkdownText.Escape(badge.Content)})*]({Address(target)})",
        Badge badge => $"*({MarkdownText.Escape(badge.Content)})*",
        _ => "",
    };

    private string Address(Target target) =>
        (target.Page == _page && target.Anchor.Length > 0 ? "" : target.Page + ".md") + (target.Anchor.Length > 0 ? "#" + target.Anchor : "");
}
