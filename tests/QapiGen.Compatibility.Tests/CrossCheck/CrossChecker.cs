using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using QapiGen.Compatibility.Findings;

namespace QapiGen.Compatibility.Tests.CrossCheck;

/// <summary>Holds a comparison against the other route: whatever differs there has a finding, and whatever was found differs there.</summary>
internal static class CrossChecker
{
    // What introspection doesn't show (spec ), or shows without a difference on the wire.
    private static readonly HashSet<string> NotShown =
    [
        "QAPI3107", "QAPI3109", "QAPI3110", "QAPI3111", "QAPI3121", "QAPI3122", "QAPI3123", "QAPI3307", "QAPI3318",
        "QAPI3402", "QAPI3403", "QAPI3404", "QAPI3406", "QAPI3415", "QAPI3506",
    ];

    /// <summary>The disagreements between the two routes, in words; empty if they agree.</summary>
    public static List<string> Check(JsonArray old, JsonArray @new, CompatibilityReport report)
    {
        var shapes = new JsonShapes(old, @new);
        var faults = new List<string>();
        CompatibilityFinding[] shown = [.. report.Findings.Where(f => !NotShown.Contains(f.Rule.Id) && f.Direction != Direction.None)];
        HashSet<string> renamed = [.. shown.Where(f => f.Rule.Id == "QAPI3103").SelectMany(f => f.Message.Split('\'').Where((_, i) => i % 2 == 1))];
        foreach (string root in shapes.Roots(inOld: true, inNew: false).Concat(shapes.Roots(inOld: false, inNew: true)).Except(renamed))
        {
            if (!shown.Any(f => f.Path == root))
            {
                faults.Add($"'{root}' is on one side only, and no rule says so");
            }
        }

        foreach (string root in shapes.Roots(inOld: true, inNew: true))
        {
            bool isCommand = shapes.IsCommand(root);
            Compare(root, isCommand ? Direction.Send : Direction.Receive, shapes.ArgumentsDiffer(root), shown, faults);
            if (isCommand)
            {
                Compare(root, Direction.Receive, shapes.ResultDiffers(root), shown, faults);
            }
        }

        return faults;
    }

    private static void Compare(string root, Direction direction, bool differs, CompatibilityFinding[] shown, List<string> faults)
    {
        CompatibilityFinding? finding = Array.Find(shown, f => (f.Direction & direction) != 0 && f.ReachedFrom.Contains(root));
        if (differs && finding is null)
        {
            faults.Add($"'{root}' differs in direction {direction}, and no rule says so");
        }

        // A finding in both directions may reach the root in the other one only. That a branch has another type (QAPI3515) announces
        // findings about its members, and those may be about ranges of integers, which introspection doesn't show (spec Q-2).
        if (!differs && finding is not null && finding.Direction == direction && finding.Rule.Id != "QAPI3515")
        {
            faults.Add($"'{root}' doesn't differ in direction {direction}, but: {finding}");
        }
    }
}
