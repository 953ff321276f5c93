namespace QapiGen.Compatibility.Wire;

/// <summary>An event.</summary>
internal sealed class WireEvent : WireElement
{
    /// <summary>The data; an empty object where there is none.</summary>
    public required WireObject Data { get; init; }

    /// <summary>Whether generated code takes the data as one object; null when introspection is the source.</summary>
    public bool? IsBoxed { get; init; }
}
