namespace QapiGen.Compatibility.Wire;

/// <summary>A branch of an alternate.</summary>
internal sealed class WireAlternative : WireElement
{
    /// <summary>Its type, whose JSON kind chooses it.</summary>
    public required WireType Type { get; init; }
}
