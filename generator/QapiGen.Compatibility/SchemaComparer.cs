using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Rules;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.Compatibility;

/// <summary>Compares two schemas and says what breaks, for whom.</summary>
public static class SchemaComparer
{
    /// <summary>Compares an old with a new schema.</summary>
    /// <param name="old">The old one.</param>
    /// <param name="new">The new one.</param>
    /// <param name="options">How to compare; null for the usual way.</param>
    /// <returns>The findings; if a side has gaps, QAPI3901 is among them, first.</returns>
    public static CompatibilityReport Compare(WireSchema old, WireSchema @new, CompatibilityOptions? options = null)
    {
        options ??= CompatibilityOptions.Default;
        old = old ?? throw new ArgumentNullException(nameof(old));
        @new = @new ?? throw new ArgumentNullException(nameof(@new));
        bool isStored = options.Profile == CompatibilityProfile.Stored;
        PairGraph graph = isStored ? new PairGraphBuilder().BuildStored(old, @new) : new PairGraphBuilder().Build(old, @new);
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
            CompatibilityRules.Check(Additions(old, @new), sink);
        }

        List<CompatibilityFinding> findings = Faults(old, @new, isStored ? old.NamedTypes.Count : old.CommandCount + old.EventCount).ToList();
        findings.AddRange(Finish(sink));
        return new CompatibilityReport(findings, options.Profile);
    }

    /// <summary>The elements that one schema has and the next hasn't.</summary>
    internal static IEnumerable<Change> FindRemovals(WireSchema old, WireSchema @new)
    {
        PairGraph graph = new PairGraphBuilder().Build(old, @new);
        return graph.Commands.Concat<Change>(graph.Events).Concat(graph.Nodes.SelectMany(n => n.Changes)).Where(c => c.IsRemoval);
    }

    private static IEnumerable<CompatibilityFinding> Finish(FindingSink sink)
    {
        var unbuilt = new Dictionary<string, List<CompatibilityFinding>>(StringComparer.Ordinal);
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
            else if (unbuilt.TryGetValue(condition, out List<CompatibilityFinding>? others))
            {
                others.Add(finding);
            }
            else
            {
                unbuilt.Add(condition, [finding]);
            }
        }

        return findings.Concat(unbuilt.OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => PerhapsNotBuilt.Summarize(group.Key, group.Value)));
    }

    private static IEnumerable<AddedElement> Additions(WireSchema old, WireSchema @new)
    {
        var before = new WireInventory(old);
        return new WireInventory(@new).Elements.Where(e => !before.Contains(e.Key)).Select(e => new AddedElement
        {
            Path = e.Key,
            New = e.Value,
            HasNewOwner = !before.ContainsOwner(e.Key),
            Reach = new Reach { IsStable = true, IsCurrent = true, IsCheckedByOld = true },
        });
    }

    private static IEnumerable<CompatibilityFinding> Faults(WireSchema old, WireSchema @new, int oldCount)
    {
        IEnumerable<CompatibilityFinding> gaps = old.Gaps.Select(gap => Fault(ComparisonIncomplete.Rule, Verdict.Breaking, "old", gap))
            .Concat(@new.Gaps.Select(gap => Fault(ComparisonIncomplete.Rule, Verdict.Breaking, "new", gap)));
        return oldCount > 0 ? gaps : gaps.Append(Fault(SideEmpty.Rule, Verdict.Risky, "old"));
    }

    private static CompatibilityFinding Fault(SchemaRule rule, Verdict verdict, params object[] arguments) => new()
    {
        Rule = rule,
        OtherRules = Array.Empty<string>(),
        Verdict = verdict,
        Facts = new Facts(Certainty.Always, Certainty.Always, SourceBreaks.None),
        Direction = Direction.None,
        Path = string.Empty,
        Message = string.Format(System.Globalization.CultureInfo.InvariantCulture, rule.Format, arguments),
        ReachedFrom = Array.Empty<string>(),
    };
}
