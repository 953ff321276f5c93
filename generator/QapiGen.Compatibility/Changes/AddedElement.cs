using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>An element that only the new schema has, however deep in something new it is; for rules about documentation and names.</summary>
internal sealed class AddedElement : Change
{
    /// <summary>The element.</summary>
    public required WireElement New { get; init; }

    /// <summary>Whether the definition that it belongs to is new as well.</summary>
    public bool HasNewOwner { get; init; }

    /// <summary>The documented version: its own, or of something wholly new the definition's.</summary>
    public string? Since => New.Docs?.Since ?? (HasNewOwner ? New.Docs?.DefinitionSince : null);

    /// <inheritdoc/>
    public override WireElement? OldElement => null;

    /// <inheritdoc/>
    public override WireElement? NewElement => New;
}
