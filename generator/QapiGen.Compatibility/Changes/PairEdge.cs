namespace QapiGen.Compatibility.Changes;

/// <summary>A way from a pair of types to a pair that it holds.</summary>
/// <param name="Target">Where it leads.</param>
/// <param name="IsUnstable">Whether it passes something unstable.</param>
/// <param name="IsDeprecated">Whether it passes something that was deprecated.</param>
internal sealed record PairEdge(PairNode Target, bool IsUnstable, bool IsDeprecated);
