using System;
using System.Collections.Generic;
using QapiGen.LanguageServer.Protocol;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>How what a hover says is written: as Markdown, or for clients that show no such thing as it is.</summary>
internal abstract class HoverStyle
{
    /// <summary>The style that a client shows.</summary>
    public static HoverStyle For(ClientFeatures client) => client.TakesMarkdown ? MarkdownStyle.Instance : PlainStyle.Instance;

    /// <summary>The protocol's word for it.</summary>
    public abstract string Kind { get; }

    /// <summary>What stands before what has to do with others.</summary>
    public abstract string Ruler { get; }

    /// <summary>A name.</summary>
    public abstract string Name(string name);

    /// <summary>A sentence of the server's own.</summary>
    public abstract string Plain(string text);

    /// <summary>A word of the server's own that says what follows.</summary>
    public abstract string Label(string word);

    /// <summary>The same, where it follows on the line.</summary>
    public abstract string Aside(string word);

    /// <summary>A remark at the end.</summary>
    /// <param name="word">The server's word.</param>
    /// <param name="text">The schema's text.</param>
    public abstract string Remark(string word, string text);

    /// <summary>A definition in short, of several lines.</summary>
    public abstract string Signature(string text);

    /// <summary>Documentation.</summary>
    public abstract string Write(IReadOnlyList<DocNode> nodes);

    /// <summary>Documentation behind a title: on its line if it begins with a paragraph.</summary>
    /// <param name="title">The title, in this style.</param>
    /// <param name="nodes">The documentation.</param>
    /// <param name="indentation">What lines below begin with.</param>
    public abstract string Write(string title, IReadOnlyList<DocNode> nodes, string indentation = "");

    private sealed class MarkdownStyle : HoverStyle
    {
        public static MarkdownStyle Instance { get; } = new();

        public override string Kind => MarkupContent.Markdown;

        public override string Ruler => "---\n";

        public override string Name(string name) => MarkdownText.Code(name);

        public override string Plain(string text) => DocMarkdown.Escape(text);

        public override string Label(string word) => $"**{word}**";

        public override string Aside(string word) => $"*{word}*";

        public override string Remark(string word, string text) => $"*{word} {DocMarkdown.Escape(text)}*";

        public override string Signature(string text) => DocMarkdown.Block(text, "qapi");

        public override string Write(IReadOnlyList<DocNode> nodes) => DocMarkdown.Write(nodes);

        public override string Write(string title, IReadOnlyList<DocNode> nodes, string indentation = "") => DocMarkdown.Write(title, nodes, indentation);
    }

    private sealed class PlainStyle : HoverStyle
    {
        public static PlainStyle Instance { get; } = new();

        public override string Kind => MarkupContent.PlainText;

        public override string Ruler => "";

        public override string Name(string name) => $"'{SafeText.Escape(name)}'";

        public override string Plain(string text) => text;

        public override string Label(string word) => word;

        public override string Aside(string word) => word;

        public override string Remark(string word, string text) => $"{word} {SafeText.Escape(text)}";

        public override string Signature(string text) => SafeText.EscapeLines(text);

        public override string Write(IReadOnlyList<DocNode> nodes) => SafeText.EscapeLines(DocPlainText.Write(nodes));

        public override string Write(string title, IReadOnlyList<DocNode> nodes, string indentation = "") =>
            title + (nodes.Count == 0 ? "" : nodes[0] is DocParagraph ? " " : "\n\n" + indentation) + Write(nodes).Replace("\n", "\n" + indentation, StringComparison.Ordinal);
    }
}
