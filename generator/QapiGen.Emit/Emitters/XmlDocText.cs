using System;
using System.Collections.Generic;
using System.Text;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Documentation.Content;

namespace QapiGen.Emit.Emitters;

/// <summary>Makes the content of XML documentation elements of parsed documentation.</summary>
/// <param name="parameters">Parameters of the method that is documented: references to them become <c>paramref</c>; null for none.</param>
internal sealed class XmlDocText(ParameterNames? parameters)
{
    // One per thread: there are thousands of short texts.
    [ThreadStatic]
    private static StringBuilder? t_xml;

    private readonly StringBuilder _xml = t_xml ??= new StringBuilder(4096);

    /// <summary>A paragraph's text, without an element around it; of another block, the block.</summary>
    public string Inline(DocNode node)
    {
        if (node is DocParagraph paragraph)
        {
            Append(paragraph.Content);
        }
        else
        {
            Append(node);
        }

        return Take();
    }

    /// <summary>Blocks, the first of which needs no element around it.</summary>
    public string Compact(IReadOnlyList<DocNode> nodes)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            if (i == 0 && nodes[0] is DocParagraph first)
            {
                Append(first.Content);
                continue;
            }

            _xml.Append(i > 0 ? "\n" : "");
            Append(nodes[i]);
        }

        return Take();
    }

    /// <summary>Blocks, each with its element.</summary>
    public string Blocks(IReadOnlyList<DocNode> nodes)
    {
        AppendEach(nodes);
        return Take();
    }

    /// <summary>An example: its title, and its code.</summary>
    public string Example(DocExample example)
    {
        if (example.Title.Length > 0)
        {
            _xml.Append(XmlDoc.Escape(example.Title)).Append('\n');
        }

        AppendEach(example.Content);
        return Take();
    }

    private string Take()
    {
        string text = _xml.ToString();
        _xml.Clear();
        return text;
    }

    private void AppendEach(IReadOnlyList<DocNode> nodes)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            _xml.Append(i > 0 ? "\n" : "");
            Append(nodes[i]);
        }
    }

    private void Append(DocNode node)
    {
        switch (node)
        {
            case DocParagraph paragraph:
                _xml.Append("<para>");
                Append(paragraph.Content);
                _xml.Append("</para>");
                break;
            case DocHeading heading:
                _xml.Append("<para><b>").Append(XmlDoc.Escape(heading.Text)).Append("</b></para>");
                break;
            case DocList list:
                Append(list);
                break;
            case DocTerms terms:
                Append(terms);
                break;
            case DocTable table:
                // Editors show no table in a tooltip; columns of text they do.
                _xml.Append("<code>\n").Append(XmlDoc.Escape(string.Join("\n", DocTableText.Lines(table)))).Append("\n</code>");
                break;
            case DocQuote quote:
                AppendEach(quote.Content);
                break;
            case DocLiteral literal:
                _xml.Append("<code>\n").Append(XmlDoc.Escape(literal.Text)).Append("\n</code>");
                break;
            case DocExample example:
                AppendEach(example.Content);
                break;
            case DocAdmonition admonition:
                Append(admonition);
                break;
        }
    }

    private void Append(DocList list)
    {
        // Lists of XML have no letters, so they stand in the text.
        _xml.Append(list.FirstNumber == '1' ? "<list type=\"number\">" : "<list type=\"bullet\">");
        for (int i = 0; i < list.Items.Count; i++)
        {
            _xml.Append("\n<item><description>").Append(list.HasLetters ? list.Marker(i) : "");
            AppendItem(list.Items[i].Content);
            _xml.Append("</description></item>");
        }

        _xml.Append("\n</list>");
    }

    private void Append(DocTerms terms)
    {
        _xml.Append("<list type=\"bullet\">");
        foreach (DocTerm term in terms.Items)
        {
            _xml.Append("\n<item><term>");
            Append(term.Name);
            _xml.Append("</term><description>");
            AppendItem(term.Content);
            _xml.Append("</description></item>");
        }

        _xml.Append("\n</list>");
    }

    private void AppendItem(EquatableArray<DocNode> content)
    {
        for (int i = 0; i < content.Count; i++)
        {
            if (i == 0 && content[0] is DocParagraph first)
            {
                Append(first.Content);
                continue;
            }

            _xml.Append('\n');
            Append(content[i]);
        }
    }

    private void Append(DocAdmonition admonition)
    {
        bool continues = admonition.Content.Count > 0 && admonition.Content[0] is DocParagraph;
        _xml.Append("<para><b>").Append(XmlDoc.Escape(admonition.Title.TrimEnd(':'))).Append(":</b>");
        if (continues)
        {
            _xml.Append(' ');
            Append(((DocParagraph)admonition.Content[0]).Content);
        }

        _xml.Append("</para>");
        for (int i = continues ? 1 : 0; i < admonition.Content.Count; i++)
        {
            _xml.Append('\n');
            Append(admonition.Content[i]);
        }
    }

    private void Append(EquatableArray<DocInline> pieces)
    {
        for (int i = 0; i < pieces.Count; i++)
        {
            Append(pieces[i]);
        }
    }

    private void Append(DocInline piece)
    {
        switch (piece)
        {
            case DocText text:
                _xml.Append(XmlDoc.Escape(text.Text));
                break;
            case DocEmphasis { IsStrong: true } strong:
                Append("b", strong.Text);
                break;
            case DocEmphasis emphasis:
                Append("i", emphasis.Text);
                break;
            case DocCode code:
                Append("c", code.Text);
                break;
            case DocReference reference:
                Append("c", reference.Text);
                break;
            case DocMemberReference member when parameters?.Find(member.Name) is string local:
                _xml.Append("<paramref name=\"").Append(local.TrimStart('@')).Append("\"/>");
                break;
            case DocMemberReference member:
                Append("c", member.Name);
                break;
            case DocLink { IsPlain: true } link:
                _xml.Append("<see href=\"").Append(XmlDoc.Escape(link.Address).Replace("\"", "&quot;")).Append("\">").Append(XmlDoc.Escape(link.Text)).Append("</see>");
                break;
            case DocLink link:
                _xml.Append(XmlDoc.Escape(link.Text == link.Address ? link.Text : $"{link.Text} ({link.Address})"));
                break;
        }
    }

    private void Append(string tag, string text) =>
        _xml.Append('<').Append(tag).Append('>').Append(XmlDoc.Escape(text)).Append("</").Append(tag).Append('>');
}
