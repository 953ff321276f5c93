namespace QapiGen.Emit.Specs;

/// <summary>What attributes say about an element beside its type.</summary>
/// <param name="WireName">The QAPI name, or null if the attribute isn't wanted.</param>
/// <param name="Since">The version that introduced it, or null.</param>
/// <param name="IsDeprecated">Feature <c>deprecated</c>.</param>
/// <param name="IsUnstable">Feature <c>unstable</c>.</param>
/// <param name="Deprecation">What the documentation says about the deprecation, such as what to use instead; or null.</param>
public sealed record MarkSpec(string? WireName, string? Since = null, bool IsDeprecated = false, bool IsUnstable = false, string? Deprecation = null);
