using QapiGen.Compatibility.Findings;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Two sides and what changed between them.</summary>
/// <param name="Old">The old side.</param>
/// <param name="New">The new side.</param>
/// <param name="Report">What changed.</param>
internal sealed record DiffComparison(DiffSide Old, DiffSide New, CompatibilityReport Report);
