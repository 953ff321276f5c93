using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility.Changes;

/// <summary>A command on both sides or on one.</summary>
internal sealed class CommandChange : Change
{
    /// <summary>The old command.</summary>
    public WireCommand? Old { get; init; }

    /// <summary>The new command.</summary>
    public WireCommand? New { get; init; }

    /// <inheritdoc/>
    public override WireElement? OldElement => Old;

    /// <inheritdoc/>
    public override WireElement? NewElement => New;

    /// <summary>Both sides' traits, if both are known.</summary>
    public (CommandTraits Old, CommandTraits New)? Traits =>
        Old?.Traits is CommandTraits old && New?.Traits is CommandTraits @new ? (old, @new) : null;
}
