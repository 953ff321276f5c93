using System.Collections.Generic;

namespace QapiGen.Reference.Articles;

/// <summary>A piece of a line of a manual.</summary>
internal abstract record Inline
{
    /// <summary>Plain text as a line.</summary>
    public static IReadOnlyList<Inline> Line(string text) => [new TextRun(text)];
}

/// <summary>Plain text.</summary>
internal sealed record TextRun(string Text) : Inline;

/// <summary>Literal text, such as a name.</summary>
internal sealed record CodeRun(string Text) : Inline;

/// <summary>Emphasized text.</summary>
internal sealed record EmphasisRun(string Text, bool IsStrong) : Inline;

/// <summary>A link inside the manual.</summary>
/// <param name="Content">What is shown.</param>
/// <param name="Target">Where it leads.</param>
internal sealed record LinkRun(Inline Content, Target Target) : Inline;

/// <summary>A link out of the manual.</summary>
internal sealed record ExternalRun(string Text, string Address) : Inline;

/// <summary>A short remark that stands out, such as <c>optional</c>.</summary>
/// <param name="Kind">What it is about; a class of the stylesheet.</param>
/// <param name="Content">What it says.</param>
/// <param name="Target">Where it leads, or null.</param>
internal sealed record Badge(BadgeKind Kind, string Content, Target? Target = null) : Inline;

/// <summary>A place in the manual.</summary>
/// <param name="Page">The page's file name without extension.</param>
/// <param name="Anchor">The place on it; empty for its beginning.</param>
internal sealed record Target(string Page, string Anchor);
