using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Versions;

namespace QapiGen.Compatibility.History;

/// <summary>The comparison of a release with one before it.</summary>
/// <param name="Old">The older release.</param>
/// <param name="New">The newer release.</param>
/// <param name="Report">What changed.</param>
public sealed record HistoryStep(ReleaseVersion Old, ReleaseVersion New, CompatibilityReport Report);
