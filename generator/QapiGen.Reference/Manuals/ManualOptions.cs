using System;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Model;

namespace QapiGen.Reference.Manuals;

/// <summary>What a manual shall be like.</summary>
public sealed record ManualOptions
{
    /// <summary>What it is written as.</summary>
    public ManualFormat Format { get; init; }

    /// <summary>Its title; null for one that is made from the root's name.</summary>
    public string? Title { get; init; }

    /// <summary>What to tell the differences from; null for nothing.</summary>
    public ManualBaseline? Baseline { get; init; }
}

/// <summary>What a manual is written as.</summary>
public enum ManualFormat
{
    /// <summary>HTML pages with a stylesheet and a script for the search, that need no server.</summary>
    Html,

    /// <summary>Markdown pages that GitHub and docfx show, with a <c>toc.yml</c>.</summary>
    Markdown,
}

/// <summary>An older version of the schema, that a manual tells the differences from.</summary>
/// <param name="Name">What the user calls it, such as <c>9.2</c>.</param>
/// <param name="Report">What changed since.</param>
/// <param name="Schema">The older schema itself; null if only what the wire shows of it is known. It tells which types came and went, and what in those that nothing reaches.</param>
public sealed record ManualBaseline(string Name, CompatibilityReport Report, QapiSchema? Schema);

/// <summary>A file of a manual.</summary>
/// <param name="Name">Its name, without any folder: small letters, digits, <c>-</c>, <c>_</c>, and an extension.</param>
/// <param name="Content">Its content, UTF-8.</param>
public sealed record ManualFile(string Name, ReadOnlyMemory<byte> Content);
