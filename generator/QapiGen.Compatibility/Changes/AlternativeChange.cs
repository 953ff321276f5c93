using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>An alternative of an alternate on both sides or on one; the two sides are matched by JSON kind.</summary>
internal sealed class AlternativeChange : Change
{
    /// <summary>The old alternative.</summary>
    public WireAlternative? Old { get; init; }

    /// <summary>The new alternative.</summary>
    public WireAlternative? New { get; init; }

    /// <inheritdoc/>
    public override WireElement? OldElement => Old;

    /// <inheritdoc/>
    public override WireElement? NewElement => New;
}
