namespace QapiGen.Compatibility.Wire;

/// <summary>What documentation says about an element, as far as a comparison asks.</summary>
/// <param name="IsDocumented">Whether its definition has a documentation block at all.</param>
/// <param name="Since">The version that introduced it, or null.</param>
/// <param name="Default">The documented default, or null.</param>
/// <param name="Deprecation">The text of the feature <c>deprecated</c>, or null.</param>
/// <param name="DefinitionSince">The version that introduced the definition that a member or value belongs to, or null.</param>
internal sealed record ElementDocs(bool IsDocumented, string? Since, string? Default, string? Deprecation, string? DefinitionSince);
