using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>A definition as phase 2 leaves it: shape and names are checked, references are still names.</summary>
internal sealed class DefinitionShape
{
    public DefinitionShape(DefinitionScope scope, DefinitionKind kind)
    {
        Scope = scope;
        Kind = kind;
    }

    public DefinitionScope Scope { get; }

    public DefinitionKind Kind { get; }

    /// <summary>What is kept of it for later runs; null if nothing is, since there are faults.</summary>
    public KnownShape? Known { get; set; }

    public string Name => Scope.Name;

    /// <summary>Whether the model can have it: its name has the form of a name. Else references to it are known to fail.</summary>
    public bool IsUsable { get; set; }

    /// <summary>Whether its documentation is its own (spec D-9), so that it can be matched.</summary>
    public bool HasMatchingDocumentation { get; set; }

    public Condition? Condition { get; set; }

    /// <summary>All features, duplicates included.</summary>
    public EquatableArray<Feature> Features { get; set; }

    /// <summary>Enum values, own members, members of an inline base or inline data, or alternatives; what documentation is matched against (spec D-40).</summary>
    public IReadOnlyList<PartShape> Parts { get; set; } = Array.Empty<PartShape>();

    /// <summary>Whether <see cref="Parts"/> could be read.</summary>
    public bool HasReadableParts { get; set; } = true;

    public string? Prefix { get; set; }

    /// <summary>Base named by a struct or union.</summary>
    public TypeReference? Base { get; set; }

    public StringSyntax? Discriminator { get; set; }

    /// <summary>Branches of a union.</summary>
    public IReadOnlyList<PartShape> Branches { get; set; } = Array.Empty<PartShape>();

    /// <summary>Whether a union has neither base nor discriminator (spec T-12).</summary>
    public bool IsSimpleUnion { get; set; }

    /// <summary>Arguments or data by name.</summary>
    public TypeReference? Data { get; set; }

    public TypeReference? Returns { get; set; }

    public bool IsBoxed { get; set; }

    /// <summary>Whether a flag stands there with its one legal value (spec T-18).</summary>
    public bool HasFlag(string name) => Scope.Syntax.Object.Find(name) is { Value: BooleanSyntax };

    /// <summary>The same shape as the place of faults of another run.</summary>
    public DefinitionShape In(DefinitionScope scope) => new(scope, Kind)
    {
        Known = Known,
        IsUsable = IsUsable,
        HasMatchingDocumentation = HasMatchingDocumentation,
        Condition = Condition,
        Features = Features,
        Parts = Parts,
        HasReadableParts = HasReadableParts,
        Prefix = Prefix,
        Base = Base,
        Discriminator = Discriminator,
        Branches = Branches,
        IsSimpleUnion = IsSimpleUnion,
        Data = Data,
        Returns = Returns,
        IsBoxed = IsBoxed,
    };
}

/// <summary>The six kinds of definitions.</summary>
internal enum DefinitionKind
{
    Enum,
    Struct,
    Union,
    Alternate,
    Command,
    Event,
}

/// <summary>A member, enum value, branch or alternative as phase 2 leaves it: in long form, checked for shape, unresolved.</summary>
internal sealed class PartShape
{
    private string? _clashKey;

    /// <summary>The name, without <c>*</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where the name's token stands.</summary>
    public required SchemaLocation Location { get; init; }

    /// <summary>The name's token.</summary>
    public SourceSpan Span => Location.Span;

    /// <summary>What names that clash with this one have in common with it.</summary>
    public string ClashKey => _clashKey ??= NameForms.ClashKey(Name);

    public bool IsOptional { get; init; }

    /// <summary>Whether the model can have it: its name has the form of a name.</summary>
    public required bool IsUsable { get; init; }

    /// <summary>The type; null for enum values, and where it can't be read.</summary>
    public TypeReference? Type { get; init; }

    public Condition? Condition { get; init; }

    /// <summary>All features, duplicates included.</summary>
    public EquatableArray<Feature> Features { get; init; }

    public override string ToString() => Name;
}

/// <summary>A type reference: a name, or the array of it (spec T-2).</summary>
/// <param name="Name">The type named.</param>
/// <param name="IsArray">Whether its array is meant.</param>
/// <param name="Span">The name's token.</param>
internal sealed record TypeReference(string Name, bool IsArray, SourceSpan Span);
