using System.Collections.Generic;

namespace QapiGen.Reference.Articles;

/// <summary>A piece of a page, from top to bottom.</summary>
internal abstract record Block;

/// <summary>A heading in the text of a module.</summary>
internal sealed record HeadingBlock(int Level, IReadOnlyList<Inline> Content, string Anchor) : Block;

/// <summary>A paragraph.</summary>
internal sealed record ParagraphBlock(IReadOnlyList<Inline> Content) : Block;

/// <summary>A list.</summary>
/// <param name="FirstNumber">What its first item is numbered with: <c>1</c>, <c>a</c>, <c>A</c>; null for bullets.</param>
/// <param name="Items">What is in it.</param>
internal sealed record ListBlock(char? FirstNumber, IReadOnlyList<IReadOnlyList<Block>> Items) : Block;

/// <summary>A table: rows of cells.</summary>
/// <param name="Title">Its title; empty if there is none.</param>
/// <param name="Header">Rows that say what the columns are.</param>
/// <param name="Rows">The others, as long as these.</param>
internal sealed record TableBlock(IReadOnlyList<Inline> Title, IReadOnlyList<IReadOnlyList<IReadOnlyList<Block>>> Header, IReadOnlyList<IReadOnlyList<IReadOnlyList<Block>>> Rows) : Block;

/// <summary>Indented text.</summary>
internal sealed record QuoteBlock(IReadOnlyList<Block> Content) : Block;

/// <summary>Text that stands as it is.</summary>
internal sealed record LiteralBlock(string Text) : Block;

/// <summary>An example.</summary>
internal sealed record ExampleBlock(string Title, IReadOnlyList<Block> Content) : Block;

/// <summary>A note, caution and the like.</summary>
internal sealed record AdmonitionBlock(string Kind, string Title, IReadOnlyList<Block> Content) : Block;

/// <summary>A command, event or type.</summary>
/// <param name="Level">Level of its heading.</param>
/// <param name="Anchor">Its place.</param>
/// <param name="Kind">What it is: <c>command</c>, <c>struct</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Badges">Remarks beside the name.</param>
/// <param name="Content">What is said about it.</param>
internal sealed record DefinitionBlock(int Level, string Anchor, string Kind, string Name, IReadOnlyList<Inline> Badges, IReadOnlyList<Block> Content) : Block;

/// <summary>A part of a definition, such as its arguments.</summary>
/// <param name="Level">Level of its heading.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Content">What is in it.</param>
internal sealed record PartBlock(int Level, string Title, IReadOnlyList<Block> Content) : Block;

/// <summary>Members, values, branches or features, one below the other.</summary>
internal sealed record RowsBlock(IReadOnlyList<Row> Rows) : Block;

/// <summary>One of them.</summary>
/// <param name="Anchor">Its place; empty if nothing leads there.</param>
/// <param name="Head">Name, type and remarks.</param>
/// <param name="Content">What is said about it.</param>
internal sealed record Row(string Anchor, IReadOnlyList<Inline> Head, IReadOnlyList<Block> Content);

/// <summary>A long list of links with a title, folded where it is long.</summary>
internal sealed record LinksBlock(string Title, IReadOnlyList<Inline> Links) : Block;

/// <summary>A remark in small print.</summary>
internal sealed record RemarkBlock(IReadOnlyList<Inline> Content) : Block;
