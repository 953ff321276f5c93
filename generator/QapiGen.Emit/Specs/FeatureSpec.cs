namespace QapiGen.Emit.Specs;

/// <summary>A feature that can be probed for.</summary>
/// <param name="WireName">Its QAPI name.</param>
/// <param name="Identifier">The C# name.</param>
public sealed record FeatureSpec(string WireName, string Identifier);
