using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Documentation.Content;

namespace QapiGen.Schema.Tests.Documentation.Content;

/// <summary>Parsed documentation as one line of text, so that tests can say what they expect.</summary>
internal static class NodeText
{
    public static string Format(IEnumerable<DocNode> nodes) => string.Join(" ", nodes.Select(Format));

    private static string Format(DocNode node) => node switch
    {
        DocParagraph paragraph => $"P({string.Concat(paragraph.Content.Select(Format))})",
        DocList list => $"{(list.FirstNumber is not null ? list.FirstNumber == '1' ? "OL" : "OL" + list.FirstNumber : "UL")}({string.Join(" ", list.Items.Select(item => $"[{Format(item.Content)}]"))})",
        DocTerms terms => $"DL({string.Join(" ", terms.Items.Select(term => $"[{string.Concat(term.Name.Select(Format))}: {Format(term.Content)}]"))})",
        DocTable table => $"T{(table.Title.Count > 0 ? ":" + string.Concat(table.Title.Select(Format)) : "")}({string.Join(" ", table.Header.Select(row => "!" + Format(row)).Concat(table.Rows.Select(Format)))})",
        DocQuote quote => $"Q({Format(quote.Content)})",
        DocLiteral literal => $"L{(literal.Language.Length > 0 ? ":" + literal.Language : "")}({literal.Text.Replace('\n', '|')})",
        DocExample example => $"EX{(example.Title.Length > 0 ? ":" + example.Title : "")}({Format(example.Content)})",
        DocAdmonition admonition => $"{admonition.Kind}:{admonition.Title}({Format(admonition.Content)})",
        DocHeading heading => $"H{heading.Level}({heading.Text})",
        _ => "?",
    };

    private static string Format(DocRow row) => $"[{string.Join(";", row.Cells.Select(cell => Format(cell.Content)))}]";

    private static string Format(DocInline piece) => piece switch
    {
        QapiGen.Schema.Documentation.Content.DocText text => text.Text.Replace('\n', '|'),
        DocEmphasis emphasis => $"<{(emphasis.IsStrong ? "b" : "i")} {emphasis.Text}>",
        DocCode code => $"<c {code.Text}>",
        DocMemberReference member => $"<@ {member.Name}>",
        DocReference reference => $"<ref {reference.Role}{(reference.Role.Length > 0 ? ":" : "")}{reference.Target}{(reference.Text == reference.Target ? "" : "=" + reference.Text)}>",
        DocLink link => $"<a {link.Text}={link.Address}>",
        _ => "?",
    };
}
