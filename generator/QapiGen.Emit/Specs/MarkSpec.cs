namespace QapiGen.Emit.Specs;

/// <summary>What attributes say about an element beside its type.</summary>
/// <param name="WireName">The QAPI name, or null if the attribute isn't wanted.</param>
/// <param name="Since">The version that introduced it, or null.</param>
/// <param name="IsDeprecated">Feature <c>deprecated</c>.</param>
/// <param name="IsUnstable">Feature <c>unstable</c>.</param>
public sealed record MarkSpec(string? WireName, string? Since = null, bool IsDeprecated = false, bool IsUnstable = false);
