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

/// <summary>What a schema says of a command and introspection doesn't show (spec Q-11).</summary>
/// <param name="ChecksArguments">False for <c>gen: false</c>.</param>
/// <param name="HasSuccessResponse">False for <c>success-response: false</c>.</param>
/// <param name="AllowsPreconfig">Whether it may run before the machine exists.</param>
/// <param name="IsBoxed">Whether generated code takes the arguments as one object.</param>
/// <param name="IsCoroutine">Internal to QEMU.</param>
internal sealed record CommandTraits(
    bool ChecksArguments,
    bool HasSuccessResponse,
    bool AllowsPreconfig,
    bool IsBoxed,
    bool IsCoroutine);

/// <summary>An event.</summary>
internal sealed class WireEvent : WireElement
{
    /// <summary>The data; an empty object where there is none.</summary>
    public required WireObject Data { get; init; }

    /// <summary>Whether generated code takes the data as one object; null when introspection is the source.</summary>
    public bool? IsBoxed { get; init; }
}

/// <summary>A type under its name, whose values programs may keep: a job's arguments, its checkpoint.</summary>
internal sealed class WireStoredType : WireElement
{
    /// <summary>Its shape.</summary>
    public required WireType Type { get; init; }
}

/// <summary>What documentation says about an element, as far as a comparison asks.</summary>
/// <param name="Since">The version that introduced it, or null.</param>
/// <param name="Default">The documented default, or null.</param>
/// <param name="Deprecation">The text of the feature <c>deprecated</c>, or null.</param>
/// <param name="DefinitionSince">The version that introduced the definition that a member or value belongs to, or null.</param>
internal sealed record ElementDocs(string? Since, string? Default, string? Deprecation, string? DefinitionSince);
