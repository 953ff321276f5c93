using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Outline;

/// <summary>What a file defines, and every place where it writes a name. Depends on the document alone, so that it can be kept as long as that.</summary>
/// <param name="Document">The document.</param>
/// <param name="Definitions">Its definitions, in order; also those that a syntax fault cut off, if their name is known.</param>
/// <param name="Occurrences">Its names, by place.</param>
public sealed record DocumentOutline(SchemaDocument Document, IReadOnlyList<DefinitionOutline> Definitions, IReadOnlyList<NameOccurrence> Occurrences)
{
    /// <summary>The name at a place, or directly before it; null if there is none.</summary>
    /// <param name="offset">Offset in the file's text.</param>
    public NameOccurrence? FindAt(int offset)
    {
        int low = 0;
        int high = Occurrences.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Occurrences[middle].Span.End < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < Occurrences.Count && Occurrences[low].Span.Start <= offset ? Occurrences[low] : null;
    }

    /// <summary>The definition at a place, its documentation included; null if there is none.</summary>
    /// <param name="offset">Offset in the file's text.</param>
    public DefinitionOutline? FindDefinitionAt(int offset)
    {
        foreach (DefinitionOutline definition in Definitions)
        {
            if (definition.Extent.Start <= offset && offset <= definition.Extent.End)
            {
                return definition;
            }
        }

        return null;
    }
}

/// <summary>A definition as it is written, whether or not it is right: what an editor can show while it is being typed.</summary>
/// <param name="Meta"><c>struct</c>, <c>command</c> ….</param>
/// <param name="Name">Its name.</param>
/// <param name="NameSpan">Where the name stands, without quotes.</param>
/// <param name="Syntax">The whole.</param>
public sealed record DefinitionOutline(string Meta, string Name, SourceSpan NameSpan, DefinitionSyntax Syntax)
{
    /// <summary>The base that it names, or null.</summary>
    public string? Base { get; init; }

    /// <summary>The discriminator that it names, or null.</summary>
    public string? Discriminator { get; init; }

    /// <summary>The type that <c>data</c> of a command or event names, or null.</summary>
    public string? Data { get; init; }

    /// <summary>The type that a command returns, or that of the elements of what it returns; null if it isn't written.</summary>
    public string? Returns { get; init; }

    /// <summary>Members, those of inline data and bases included; values; alternatives.</summary>
    public EquatableArray<OutlinePart> Parts { get; init; }

    /// <summary>Branches of a union.</summary>
    public EquatableArray<OutlinePart> Branches { get; init; }

    /// <summary>The definition with its documentation.</summary>
    public SourceSpan Extent
    {
        get
        {
            int start = Syntax.Documentation?.Span.Start ?? Syntax.Span.Start;
            return new SourceSpan(start, Syntax.Span.End - start);
        }
    }

    /// <summary>The own member, value or alternative of this name, or null.</summary>
    public OutlinePart? FindPart(string name)
    {
        foreach (OutlinePart part in Parts)
        {
            if (part.Name == name)
            {
                return part;
            }
        }

        return null;
    }
}

/// <summary>A member, value, branch or alternative as it is written.</summary>
/// <param name="Role">Which of them.</param>
/// <param name="Name">Its name, without <c>*</c>.</param>
/// <param name="NameSpan">Where the name stands.</param>
/// <param name="Extent">From the name to the end of what is said about it.</param>
public sealed record OutlinePart(NameRole Role, string Name, SourceSpan NameSpan, SourceSpan Extent)
{
    /// <summary>Whether it may be absent.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The name of its type, or of its elements' type; null for values, and where it isn't written.</summary>
    public string? Type { get; init; }

    /// <summary>Whether an array of <see cref="Type"/> is meant.</summary>
    public bool IsArray { get; init; }
}
