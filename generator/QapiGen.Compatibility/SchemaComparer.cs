using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Rules;
using QapiGen.Compatibility.Wire;

namespace QapiGen.Compatibility;

/// <summary>Compares two schemas and says what breaks, for whom.</summary>
public static class SchemaComparer
{
    /// <summary>Why introspection is no side of a comparison in the profile <see cref="CompatibilityProfile.Stored"/>.</summary>
    public const string NamelessTypes = "it is introspection, which has no names of types";

    /// <summary>Compares an old with a new schema.</summary>
    /// <param name="old">The old one.</param>
    /// <param name="new">The new one.</param>
    /// <param name="options">How to compare; null for the usual way.</param>
    /// <returns>The findings; if a side has gaps, QAPI3901 is among them, first. Stored values aren't compared with introspection: QAPI3901 is all there is then.</returns>
    public static CompatibilityReport Compare(WireSchema old, WireSchema @new, CompatibilityOptions? options = null)
    {
        options ??= CompatibilityOptions.Default;
        old = old ?? throw new ArgumentNullException(nameof(old));
        @new = @new ?? throw new ArgumentNullException(nameof(@new));
        bool isStored = options.Profile == CompatibilityProfile.Stored;
        if (isStored && (old.IsIntrospection || @new.IsIntrospection))
        {
            return new CompatibilityReport([.. Nameless("old", old), .. Nameless("new", @new)], options.Profile);
        }

        PairGraph graph = isStored ? new PairGraphBuilder().BuildStored(old, @new) : Match(old, @new);
        return Compare(old, @new, options, graph, null);
    }

    /// <summary>Finds out what of two schemas is the same.</summary>
    internal static PairGraph Match(WireSchema old, WireSchema @new) => new PairGraphBuilder().Build(old, @new);

    /// <summary>Compares what was matched.</summary>
    /// <param name="old">The old schema.</param>
    /// <param name="new">The new schema.</param>
    /// <param name="options">How to compare.</param>
    /// <param name="graph">What of the two is the same.</param>
    /// <param name="more">Reports what else is known of the two, or null.</param>
    internal static CompatibilityReport Compare(WireSchema old, WireSchema @new, CompatibilityOptions options, PairGraph graph, Action<FindingSink>? more)
    {
        var sink = new FindingSink(options, old.IsIntrospection || @new.IsIntrospection);
        CompatibilityRules.Check(graph.Commands, sink);
        CompatibilityRules.Check(graph.Events, sink);
        CompatibilityRules.Check(graph.Stored, sink);
        CompatibilityRules.Check(graph.Types, sink);
        foreach (PairNode node in graph.Nodes)
        {
            foreach (Change change in node.Changes)
            {
                CompatibilityRules.Check(change, sink);
            }
        }

        if (options.Profile == CompatibilityProfile.Policy)
        {
            CompatibilityRules.Check(AddedElements.Find(old, @new, new ElementPartners(graph)), sink);
        }

        more?.Invoke(sink);
        List<CompatibilityFinding> findings = Faults(old, @new, options.Profile == CompatibilityProfile.Stored).ToList();
        findings.AddRange(Finish(sink));
        return new CompatibilityReport(findings, options.Profile);
    }

    private static IEnumerable<CompatibilityFinding> Finish(FindingSink sink)
    {
        var unbuilt = new Dictionary<string, List<(string, CompatibilityFinding)>>(StringComparer.Ordinal);
        var findings = new List<CompatibilityFinding>();
        foreach (Draft draft in sink.Drafts)
        {
            if (draft.Finish(sink.Options) is not CompatibilityFinding finding)
            {
                continue;
            }

            if (draft.UnbuiltCondition(sink.HasIntrospection) is not string condition)
            {
                findings.Add(finding);
            }
            else if (unbuilt.TryGetValue(condition, out List<(string, CompatibilityFinding)>? others))
            {
                others.Add((draft.Label, finding));
            }
            else
            {
                unbuilt.Add(condition, [(draft.Label, finding)]);
            }
        }

        return findings.Concat(unbuilt.OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => PerhapsNotBuilt.Summarize(group.Key, group.Value)));
    }

    private static CompatibilityFinding[] Nameless(string side, WireSchema schema) =>
        schema.IsIntrospection ? [ComparisonIncomplete.Create(side, $"{NamelessTypes}, by which stored values are told")] : [];

    private static IEnumerable<CompatibilityFinding> Faults(WireSchema old, WireSchema @new, bool isStored) =>
        old.Gaps.Select(gap => ComparisonIncomplete.Create("old", gap))
            .Concat(@new.Gaps.Select(gap => ComparisonIncomplete.Create("new", gap)))
            .Concat(Emptiness(old, @new, isStored) is string empty ? [ComparisonFault.Create(SideEmpty.Rule, Verdict.Risky, empty)] : []);

    // A schema without types that still has none has nothing to lose. What is asked for may have come with the new side; that nothing at all is asked for is a mistake.
    private static string? Emptiness(WireSchema old, WireSchema @new, bool isStored) =>
        isStored ? old.NamedTypes.Count > 0 || (@new.NamedTypes.Count == 0 && !old.Whole.IsEmpty) ? null : "the old schema has no types"
        : !old.IsEmpty ? null
        : old.Whole.IsEmpty ? "the old schema has neither commands nor events"
        : !@new.IsEmpty ? null
        : $"none of the old schema's {Count(old.Whole.CommandCount, "command")} and {Count(old.Whole.EventCount, "event")} is asked for: nothing matches {old.Selection}";

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
