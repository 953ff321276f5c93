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
