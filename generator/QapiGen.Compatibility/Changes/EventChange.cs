using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>An event on both sides or on one.</summary>
internal sealed class EventChange : Change
{
    /// <summary>The old event.</summary>
    public WireEvent? Old { get; init; }

    /// <summary>The new event.</summary>
    public WireEvent? New { get; init; }

    /// <inheritdoc/>
    public override WireElement? OldElement => Old;

    /// <inheritdoc/>
    public override WireElement? NewElement => New;
}
