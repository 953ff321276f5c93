namespace QapiGen.Compatibility.Wire;

/// <summary>A member of an object type.</summary>
internal sealed class WireMember : WireElement
{
    /// <summary>Its type.</summary>
    public required WireType Type { get; init; }

    /// <summary>Whether it may be absent.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Name of the definition that declares it; null where introspection masks it.</summary>
    public string? DefinedIn { get; init; }
}
