namespace QapiGen.Compatibility.Wire;

/// <summary>A command.</summary>
internal sealed class WireCommand : WireElement
{
    /// <summary>The arguments; an empty object where there are none.</summary>
    public required WireObject Arguments { get; init; }

    /// <summary>The result; an empty object where there is none.</summary>
    public required WireType Result { get; init; }

    /// <summary>Whether it may run out-of-band.</summary>
    public bool AllowsOutOfBand { get; init; }

    /// <summary>What introspection doesn't show; null when the schema is known from there.</summary>
    public CommandTraits? Traits { get; init; }
}
