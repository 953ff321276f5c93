using QapiGen.Schema.Text;

namespace QapiGen.Schema.Model;

/// <summary>A branch of a union.</summary>
public sealed class Branch
{
    /// <summary>The discriminator's value.</summary>
    public required string Name { get; init; }

    /// <summary>The type whose members it adds; <c>q_empty</c> for an empty branch.</summary>
    public required ObjectType Type { get; init; }

    /// <summary>Whether it was added for a value without a written branch (spec T-10).</summary>
    public bool IsAdded { get; init; }

    /// <summary>Where it is written; null if added.</summary>
    public SchemaLocation? Location { get; init; }

    /// <summary>Its condition, or null.</summary>
    public Condition? Condition { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
