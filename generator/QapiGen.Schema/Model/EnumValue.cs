using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Model;

/// <summary>A value of an enum.</summary>
public sealed class EnumValue
{
    /// <summary>The text on the wire.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is written; null if implicit.</summary>
    public SchemaLocation? Location { get; init; }

    /// <summary>Its condition, or null.</summary>
    public Condition? Condition { get; init; }

    /// <summary>Its features, in order.</summary>
    public EquatableArray<Feature> Features { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
