using System.Collections.Generic;
using QapiGen.Reference.Articles;

namespace QapiGen.Reference.Content;

/// <summary>A page of the manual.</summary>
/// <param name="Stem">File name without extension.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Subtitle">The module's file as the schema names it; empty for pages of no module.</param>
/// <param name="Outline">Headings and definitions, for a table of contents.</param>
/// <param name="Content">What is on it.</param>
internal sealed record ManualPage(string Stem, string Title, string Subtitle, IReadOnlyList<OutlineItem> Outline, IReadOnlyList<Block> Content);

/// <summary>A line of a page's table of contents.</summary>
/// <param name="Anchor">Where it leads.</param>
/// <param name="Text">What it says.</param>
/// <param name="Kind">The definition's kind; empty for a heading.</param>
internal sealed record OutlineItem(string Anchor, string Text, string Kind);

/// <summary>The whole manual, in no format yet.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Source">Name of the root module.</param>
/// <param name="Modules">Pages of modules, in the schema's order; the built-in types last.</param>
/// <param name="Others">Contents, index of names, changes.</param>
/// <param name="Index">Where everything is.</param>
internal sealed record ManualContent(
    string Title, string Source, IReadOnlyList<ManualPage> Modules, IReadOnlyList<ManualPage> Others, EntryIndex Index);
