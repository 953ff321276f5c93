using QapiGen.Schema.Collections;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Outline;

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
