using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>A member of an object type on both sides or on one.</summary>
internal sealed class MemberChange : Change
{
    /// <summary>The old member.</summary>
    public WireMember? Old { get; init; }

    /// <summary>The new member.</summary>
    public WireMember? New { get; init; }

    /// <inheritdoc/>
    public override WireElement? OldElement => Old;

    /// <inheritdoc/>
    public override WireElement? NewElement => New;
}
