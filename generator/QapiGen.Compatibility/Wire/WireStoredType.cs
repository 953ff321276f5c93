namespace QapiGen.Compatibility.Wire;

/// <summary>A type under its name, whose values programs may keep: a job's arguments, its checkpoint.</summary>
internal sealed class WireStoredType : WireElement
{
    /// <summary>Its shape.</summary>
    public required WireType Type { get; init; }
}
