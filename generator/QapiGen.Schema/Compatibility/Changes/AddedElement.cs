using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Changes;

/// <summary>An element that only the new schema has, however deep in something new it is; for rules about documentation and names.</summary>
internal sealed class AddedElement : Change
{
    /// <summary>The element.</summary>
    public required WireElement New { get; init; }

    /// <inheritdoc/>
    public override WireElement? OldElement => null;

    /// <inheritdoc/>
    public override WireElement? NewElement => New;
}
