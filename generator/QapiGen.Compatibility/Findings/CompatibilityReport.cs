using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Compatibility.Findings;

/// <summary>What a comparison found.</summary>
public sealed class CompatibilityReport
{
    /// <summary>Makes a report.</summary>
    public CompatibilityReport(IReadOnlyList<CompatibilityFinding> findings, CompatibilityProfile profile)
    {
        Findings = findings;
        Profile = profile;
    }

    /// <summary>The findings: commands in schema order, events, then what they reach.</summary>
    public IReadOnlyList<CompatibilityFinding> Findings { get; }

    /// <summary>Findings that a file of suppressions took out: they count for no verdict, and happened all the same.</summary>
    public IReadOnlyList<CompatibilityFinding> Accepted { get; init; } = [];

    /// <summary>The profile they were judged under.</summary>
    public CompatibilityProfile Profile { get; }

    /// <summary>The gravest verdict; compatible if there is no finding.</summary>
    public Verdict Worst => Findings.Count == 0 ? Verdict.Compatible : Findings.Max(f => f.Verdict);

    /// <summary>Whether a side couldn't be compared in full (QAPI3901); the report is then no verdict.</summary>
    public bool IsIncomplete => Findings.Any(f => f.Rule.Id == ComparisonIncomplete.Id);

    /// <summary>Whether the old side was empty (QAPI3903), so that nothing could break.</summary>
    public bool IsOldSideEmpty => Findings.Any(f => f.Rule.Id == SideEmpty.Id);

    /// <summary>How many findings have a verdict.</summary>
    public int Count(Verdict verdict) => Findings.Count(f => f.Verdict == verdict);
}
