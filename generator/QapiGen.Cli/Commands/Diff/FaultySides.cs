using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>What is said of two sides that can't be compared, since one of them has faults.</summary>
internal static class FaultySides
{
    /// <summary>The comparison: no verdict, and a finding for each error.</summary>
    public static DiffComparison Compare(DiffSide old, DiffSide @new, CompatibilityProfile profile) =>
        new(old, @new, new CompatibilityReport([.. Faults("old", old), .. Faults("new", @new)], profile));

    private static IEnumerable<CompatibilityFinding> Faults(string which, DiffSide side) =>
        side.Schema is not null ? []
        : side.Diagnostics.Where(static found => found.Severity == SchemaSeverity.Error)
            .Select(found => ComparisonIncomplete.Create(which, $"{found.Message} ({found.Rule.Id})", found.Location));
}
