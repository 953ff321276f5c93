using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Model;

/// <summary>A member of an object type.</summary>
public sealed class Member
{
    /// <summary>The name on the wire, without <c>*</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its type.</summary>
    public required SchemaType Type { get; init; }

    /// <summary>Whether it may be absent.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The type that declares it.</summary>
    public required ObjectType DefinedIn { get; init; }

    /// <summary>Where its name is written; null if implicit.</summary>
    public SchemaLocation? Location { get; init; }

    /// <summary>Its condition, or null.</summary>
    public Condition? Condition { get; init; }

    /// <summary>Its features, in order.</summary>
    public EquatableArray<Feature> Features { get; init; }

    /// <summary>What names that clash with this one have in common with it (spec N-10).</summary>
    internal string ClashKey { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A feature of a definition, member or enum value (spec T-4).</summary>
/// <param name="Name">Its name; <c>deprecated</c> and <c>unstable</c> have a meaning of their own.</param>
/// <param name="Condition">Its condition, or null.</param>
/// <param name="Location">Where it is written.</param>
public sealed record Feature(string Name, Condition? Condition, SchemaLocation? Location)
{
    /// <summary>Name of the feature that marks what will go away.</summary>
    public const string Deprecated = "deprecated";

    /// <summary>Name of the feature that marks what may change.</summary>
    public const string Unstable = "unstable";
}
