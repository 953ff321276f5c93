using System;
using System.Globalization;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>A block of documentation. Compares by value.</summary>
public abstract record DocNode;

/// <summary>A paragraph.</summary>
/// <param name="Content">Its text.</param>
public sealed record DocParagraph(EquatableArray<DocInline> Content) : DocNode;

/// <summary>A list with bullets, numbers or letters.</summary>
/// <param name="FirstNumber">What its first item is numbered with: <c>1</c>, <c>a</c> or <c>A</c>; null for bullets.</param>
/// <param name="Items">The items, in order.</param>
public sealed record DocList(char? FirstNumber, EquatableArray<DocItem> Items) : DocNode
{
    /// <summary>Whether its items have letters, which neither Markdown nor XML has.</summary>
    public bool HasLetters => AreLetters(FirstNumber);

    /// <summary>What stands before an item: <c>- </c>, <c>2. </c>, <c>b. </c>.</summary>
    /// <param name="index">Index of the item.</param>
    public string Marker(int index) => MarkerOf(FirstNumber, index);

    /// <summary>Whether a list's items have letters.</summary>
    /// <param name="firstNumber">See <see cref="FirstNumber"/>.</param>
    public static bool AreLetters(char? firstNumber) => firstNumber is not (null or '1');

    /// <summary>What stands before an item of a list.</summary>
    /// <param name="firstNumber">See <see cref="FirstNumber"/>.</param>
    /// <param name="index">Index of the item.</param>
    public static string MarkerOf(char? firstNumber, int index) => firstNumber switch
    {
        null => "- ",
        '1' => (index + 1).ToString(CultureInfo.InvariantCulture) + ". ",
        { } letter => (char)(letter + index) + ". ",
    };
}

/// <summary>An item of a list, or a cell of a table.</summary>
/// <param name="Content">What it says.</param>
public sealed record DocItem(EquatableArray<DocNode> Content);

/// <summary>Words, and what is said of each: a definition list, or fields such as <c>:name: text</c>.</summary>
/// <param name="Items">The words, in order.</param>
public sealed record DocTerms(EquatableArray<DocTerm> Items) : DocNode;

/// <summary>A word, or some.</summary>
/// <param name="Name">The word.</param>
/// <param name="Content">What is said of it.</param>
public sealed record DocTerm(EquatableArray<DocInline> Name, EquatableArray<DocNode> Content);

/// <summary>A table. Each row has as many cells.</summary>
/// <param name="Title">Its title; empty if there is none.</param>
/// <param name="Header">Rows that say what the columns are; mostly one, or none.</param>
/// <param name="Rows">The others.</param>
public sealed record DocTable(EquatableArray<DocInline> Title, EquatableArray<DocRow> Header, EquatableArray<DocRow> Rows) : DocNode;

/// <summary>A row of a table.</summary>
/// <param name="Cells">What stands in it, from left to right.</param>
public sealed record DocRow(EquatableArray<DocItem> Cells);

/// <summary>Text that is indented further than what is around it.</summary>
/// <param name="Content">The text.</param>
public sealed record DocQuote(EquatableArray<DocNode> Content) : DocNode;

/// <summary>Text that stands as it is: after <c>::</c>, with <c>|</c> before each line, in a <c>code-block</c>, a table whose cells span others.</summary>
/// <param name="Text">Its lines, divided by LF, without common indentation.</param>
/// <param name="Language">The language of a <c>code-block</c>; empty if none is told.</param>
public sealed record DocLiteral(string Text, string Language) : DocNode;

/// <summary>An example of a conversation: <c>qmp-example</c>, or an <c>Example:</c> section of older releases.</summary>
/// <param name="Title">Its title; empty if there is none.</param>
/// <param name="Content">A literal; an annotated example has explanations around its literals.</param>
public sealed record DocExample(string Title, EquatableArray<DocNode> Content) : DocNode
{
    /// <summary>The title with its mark-up; empty if there is none.</summary>
    public EquatableArray<DocInline> TitleContent { get; init; }
}

/// <summary>Something that stands out: <c>note</c>, <c>caution</c>, <c>warning</c>, <c>admonition</c>, or a <c>Note:</c> section of older releases.</summary>
/// <param name="Kind">The directive's name in small letters.</param>
/// <param name="Title">Its title, such as <c>Note</c>.</param>
/// <param name="Content">What it says.</param>
public sealed record DocAdmonition(string Kind, string Title, EquatableArray<DocNode> Content) : DocNode
{
    /// <summary>The title of an <c>admonition</c> with its mark-up; empty for the others.</summary>
    public EquatableArray<DocInline> TitleContent { get; init; }
}

/// <summary>A heading of a free-form block.</summary>
/// <param name="Level">1 for the highest.</param>
/// <param name="Content">Its text.</param>
public sealed record DocHeading(int Level, EquatableArray<DocInline> Content) : DocNode
{
    /// <summary>Its text without mark-up.</summary>
    public string Text => DocPlainText.Write(Content);
}

/// <summary>A piece of a line of documentation. Line ends of the schema are kept as LF inside texts and mean a blank.</summary>
public abstract record DocInline;

/// <summary>Plain text.</summary>
/// <param name="Text">The text, without mark-up.</param>
public sealed record DocText(string Text) : DocInline;

/// <summary>Emphasized text: <c>*text*</c>, or <c>**text**</c>.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsStrong">Whether it is strong.</param>
public sealed record DocEmphasis(string Text, bool IsStrong) : DocInline;

/// <summary>Literal text: <c>``text``</c>.</summary>
/// <param name="Text">The text.</param>
public sealed record DocCode(string Text) : DocInline;

/// <summary>A member or argument of what is documented: <c>@node-name</c>. Older documentation writes type names like this, too.</summary>
/// <param name="Name">Its name.</param>
public sealed record DocMemberReference(string Name) : DocInline
{
    /// <summary>The names that it consists of, in order; more than one for a member of a member.</summary>
    public EquatableArray<DocName> Names { get; init; }

    /// <summary>Compares what is said; where it stands isn't part of that.</summary>
    public bool Equals(DocMemberReference? other) => other is not null && Name == other.Name;

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode();
}

/// <summary>Another definition, or a place in a manual: <c>`block-job-pause`</c>, <c>`Abc.member`</c>, <c>:ref:`label`</c>.</summary>
/// <param name="Target">The name.</param>
/// <param name="Role">The role before it, without colons: <c>ref</c>, <c>doc</c>; empty for a definition.</param>
/// <param name="Text">What is shown: the name itself or its last part, unless there is a text as in <c>:doc:`the manual &lt;index&gt;`</c>.</param>
public sealed record DocReference(string Target, string Role, string Text) : DocInline
{
    /// <summary>Whether it names a definition, something in one, or a module.</summary>
    public bool IsDefinition => IsRoleOfDefinitions(Role);

    /// <summary>Whether what is shown is the name.</summary>
    public bool ShowsName { get; init; }

    /// <summary>
    /// The names that <see cref="Target"/> consists of, in order: a definition and one of its parts, or a part of what is documented; a module may come first. Empty
    /// if it is none of these.
    /// </summary>
    public EquatableArray<DocName> Names { get; init; }

    /// <summary>The same for <see cref="Text"/>, where it says the same name in its own words: <c>`Abc.member &lt;Abc&gt;`</c>.</summary>
    public EquatableArray<DocName> TextNames { get; init; }

    /// <summary>Compares what is said; where it stands isn't part of that.</summary>
    public bool Equals(DocReference? other) => other is not null && Target == other.Target && Role == other.Role && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Target.GetHashCode();

    /// <summary>Whether what a role leads to is defined by schemas.</summary>
    internal static bool IsRoleOfDefinitions(string role) => role.Length == 0 || role == "any" || role.StartsWith("qapi:", StringComparison.Ordinal);
}

/// <summary>A name in documentation.</summary>
/// <param name="Name">The name.</param>
/// <param name="Span">Where it stands: in the schema's file, or in the text that was parsed, if that came from nowhere.</param>
public sealed record DocName(string Name, SourceSpan Span)
{
    /// <summary>Whether <c>[]</c> stands before it: it names a part of what a command returns, or of what is in an array.</summary>
    public bool IsOfElement { get; init; }
}

/// <summary>A link: <c>https://…</c>, or <c>`text &lt;https://…&gt;`_</c>.</summary>
/// <param name="Text">What is shown; the address itself if there is no text.</param>
/// <param name="Address">The address.</param>
public sealed record DocLink(string Text, string Address) : DocInline
{
    /// <summary>Whether it may become a link where people read it: addresses come from a schema, and only those of pages, files and mail do nothing else when they are followed.</summary>
    public bool IsPlain => DocAddress.IsPlain(Address);
}
