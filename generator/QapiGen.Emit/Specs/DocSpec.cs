using QapiGen.Schema.Collections;
using QapiGen.Schema.Documentation.Content;

namespace QapiGen.Emit.Specs;

/// <summary>Documentation of a generated element; the writer makes XML of it.</summary>
/// <param name="Summary">What the element is.</param>
public sealed record DocSpec(DocNode Summary)
{
    /// <summary>Documents with a sentence of our own.</summary>
    public DocSpec(string summary)
        : this(Sentence(summary))
    {
    }

    /// <summary>What else is said.</summary>
    public EquatableArray<DocNode> Remarks { get; init; }

    /// <summary>Examples.</summary>
    public EquatableArray<DocExample> Examples { get; init; }

    /// <summary>What a command returns; empty if nothing is said.</summary>
    public EquatableArray<DocNode> Returns { get; init; }

    /// <summary>When a command is refused; empty if nothing is said.</summary>
    public EquatableArray<DocNode> Errors { get; init; }

    /// <summary>A paragraph of plain text.</summary>
    public static DocParagraph Sentence(string text) => new(new([new DocText(text)]));
}

/// <summary>What attributes say about an element beside its type.</summary>
/// <param name="WireName">The QAPI name, or null if the attribute isn't wanted.</param>
/// <param name="Since">The version that introduced it, or null.</param>
/// <param name="IsDeprecated">Feature <c>deprecated</c>.</param>
/// <param name="IsUnstable">Feature <c>unstable</c>.</param>
/// <param name="Deprecation">What the documentation says about the deprecation, such as what to use instead; or null.</param>
public sealed record MarkSpec(string? WireName, string? Since = null, bool IsDeprecated = false, bool IsUnstable = false, string? Deprecation = null);

/// <summary>A feature that can be probed for.</summary>
/// <param name="WireName">Its QAPI name.</param>
/// <param name="Identifier">The C# name.</param>
public sealed record FeatureSpec(string WireName, string Identifier);
