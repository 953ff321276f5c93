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

    /// <inheritdoc/>
    public override string ToString() => Name;
}
