using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>A type whose values are kept, on both sides or on one.</summary>
internal sealed class StoredTypeChange : Change
{
    /// <summary>The old type.</summary>
    public required WireStoredType Old { get; init; }

    /// <summary>The new type; null if there is none of its name or shape.</summary>
    public WireStoredType? New { get; init; }

    /// <inheritdoc/>
    public override WireElement? OldElement => Old;

    /// <inheritdoc/>
    public override WireElement? NewElement => New;
}
