namespace QapiGen.Compatibility.Rules;

/// <summary>For how many releases something was deprecated before it went, as far as a history shows.</summary>
/// <param name="AtLeast">Those that are known.</param>
/// <param name="AtMost">With those that perhaps were, since they can't be read; null if the mark is older than the history.</param>
internal readonly record struct DeprecatedReleases(int AtLeast, int? AtMost);
