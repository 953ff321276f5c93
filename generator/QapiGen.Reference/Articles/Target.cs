namespace QapiGen.Reference.Articles;

/// <summary>A place in the manual.</summary>
/// <param name="Page">The page's file name without extension.</param>
/// <param name="Anchor">The place on it; empty for its beginning.</param>
internal sealed record Target(string Page, string Anchor);
