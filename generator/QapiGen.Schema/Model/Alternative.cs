using QapiGen.Schema.Text;

namespace QapiGen.Schema.Model;

/// <summary>A branch of an alternate.</summary>
public sealed class Alternative
{
    /// <summary>The branch's name, which doesn't show on the wire.</summary>
    public required string Name { get; init; }

    /// <summary>Its type.</summary>
    public required SchemaType Type { get; init; }

    /// <summary>Where it is written.</summary>
    public SchemaLocation? Location { get; init; }

    /// <summary>Its condition, or null.</summary>
    public Condition? Condition { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
