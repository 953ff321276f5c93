using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Reference.Articles;
using QapiGen.Reference.Names;
using QapiGen.Schema.Documentation.Content;

namespace QapiGen.Reference.Content;

/// <summary>Makes blocks of documentation, and finds where its references lead.</summary>
internal sealed class DocConverter
{
    private readonly EntryIndex _index;
    private readonly Entry? _scope;

    /// <summary>Makes a converter.</summary>
    /// <param name="index">What can be referred to.</param>
    /// <param name="scope">The definition whose members <c>@name</c> means; null outside of definitions.</param>
    public DocConverter(EntryIndex index, Entry? scope)
    {
        _index = index;
        _scope = scope;
    }

    /// <summary>Converts blocks.</summary>
    public Block[] Convert(IReadOnlyList<DocNode> nodes) => [.. nodes.Select(Convert)];

    /// <summary>Converts the pieces of a line.</summary>
    public Inline[] Convert(IReadOnlyList<DocInline> pieces) => [.. pieces.Select(Convert)];

    private Block Convert(DocNode node) => node switch
    {
        DocParagraph paragraph => new ParagraphBlock(Convert(paragraph.Content)),
        DocList list => new ListBlock(list.FirstNumber, [.. list.Items.Select(item => (IReadOnlyList<Block>)Convert(item.Content))]),
        DocTerms terms => new RowsBlock([.. terms.Items.Select(term => new Row("", Convert(term.Name), Convert(term.Content)))]),
        DocTable table => new TableBlock(Convert(table.Title), Convert(table.Header), Convert(table.Rows)),
        DocQuote quote => new QuoteBlock(Convert(quote.Content)),
        DocLiteral literal => new LiteralBlock(literal.Text),
        DocExample example => new ExampleBlock(example.Title, Convert(example.Content)),
        DocAdmonition admonition => new AdmonitionBlock(admonition.Kind, admonition.Title, Convert(admonition.Content)),

        // Headings make sections of modules; one inside of a definition is a line that stands out.
        DocHeading heading => new ParagraphBlock([new EmphasisRun(heading.Text, IsStrong: true)]),
        _ => throw new ArgumentOutOfRangeException(nameof(node), node.GetType().Name, "no form of documentation"),
    };

    private IReadOnlyList<IReadOnlyList<Block>>[] Convert(IReadOnlyList<DocRow> rows) =>
        [.. rows.Select(row => (IReadOnlyList<IReadOnlyList<Block>>)[.. row.Cells.Select(cell => (IReadOnlyList<Block>)Convert(cell.Content))])];

    private Inline Convert(DocInline piece) => piece switch
    {
        DocText text => new TextRun(text.Text),
        DocEmphasis emphasis => new EmphasisRun(emphasis.Text, emphasis.IsStrong),
        DocCode code => new CodeRun(code.Text),
        DocMemberReference member => Link(new CodeRun(member.Name), _index.FindReference(member.Names, _scope, isPartFirst: true)),
        DocReference reference => Convert(reference),
        DocLink link => Convert(link),
        _ => throw new ArgumentOutOfRangeException(nameof(piece), piece.GetType().Name, "no form of documentation"),
    };

    private Inline Convert(DocReference reference)
    {
        string target = reference.Target;
        if (target is "genindex" || (target.StartsWith("qapi-", StringComparison.Ordinal) && target.EndsWith("-index", StringComparison.Ordinal)))
        {
            return new LinkRun(new TextRun(reference.ShowsName ? "index" : reference.Text), new Target(PageNames.Names, ""));
        }

        if (!reference.IsDefinition)
        {
            return new EmphasisRun(reference.Text, IsStrong: false);
        }

        Inline shown = reference.ShowsName ? new CodeRun(reference.Text) : new TextRun(reference.Text);
        bool isMember = reference is { Role: "qapi:member", Names.Count: 1 };
        return Link(shown, _index.FindReference(reference.Names, _scope, isMember) ?? (_index.FindModule(target) is { } page ? new Target(page, "") : null));
    }

    private static Inline Convert(DocLink link) =>
        link.IsPlain ? new ExternalRun(link.Text, link.Address)
        : new TextRun(link.Text == link.Address ? link.Text : $"{link.Text} ({link.Address})");

    private static Inline Link(Inline shown, Target? target) => target is null ? shown : new LinkRun(shown, target);
}
