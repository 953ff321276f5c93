namespace QapiGen.Compatibility.Wire;

/// <summary>A branch of a union; its name is the discriminator's value.</summary>
internal sealed class WireBranch : WireElement
{
    /// <summary>The members it adds.</summary>
    public required WireObject Type { get; init; }
}
