using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>A value of an enum on both sides or on one.</summary>
internal sealed class ValueChange : Change
{
    /// <summary>The old value.</summary>
    public WireValue? Old { get; init; }

    /// <summary>The new value.</summary>
    public WireValue? New { get; init; }

    /// <inheritdoc/>
    public override WireElement? OldElement => Old;

    /// <inheritdoc/>
    public override WireElement? NewElement => New;
}
