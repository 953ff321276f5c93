namespace QapiGen.Reference.Manuals;

/// <summary>What a manual is written as.</summary>
public enum ManualFormat
{
    /// <summary>HTML pages with a stylesheet and a script for the search, that need no server.</summary>
    Html,

    /// <summary>Markdown pages that GitHub and docfx show, with a <c>toc.yml</c>.</summary>
    Markdown,
}
