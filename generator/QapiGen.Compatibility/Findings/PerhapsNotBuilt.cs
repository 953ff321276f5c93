using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.Compatibility.Findings;

/// <summary>What a captured schema lacks and the other one has under a condition: perhaps the program that it was captured from wasn't built with it.</summary>
public static class PerhapsNotBuilt
{
    /// <summary>Id of the rule.</summary>
    public const string Id = "QAPI3904";

    // How many elements a message lists.
    private const int MaxNames = 4;

    /// <summary>The rule. Arguments: the condition, the elements.</summary>
    public static SchemaRule Rule { get; } =
        new(Id, "perhaps-not-built", SchemaSeverity.Warning, "what is there only if {0} is missing, perhaps since it wasn't built: {1}");

    /// <summary>Makes one finding of all that depend on one condition.</summary>
    /// <param name="condition">The condition, for people.</param>
    /// <param name="missing">What each is about and the finding, at least one.</param>
    internal static CompatibilityFinding Summarize(string condition, IReadOnlyList<(string Label, CompatibilityFinding Finding)> missing)
    {
        string[] elements = missing.Select(one => one.Label).Distinct().ToArray();
        CompatibilityFinding[] findings = missing.Select(one => one.Finding).ToArray();
        string more = elements.Length > MaxNames ? $" and {elements.Length - MaxNames} more" : string.Empty;
        CompatibilityFinding first = findings[0];
        return new CompatibilityFinding
        {
            Rule = Rule,
            OtherRules = findings.SelectMany(finding => finding.OtherRules.Prepend(finding.Rule.Id)).Distinct().OrderBy(id => id, StringComparer.Ordinal).ToArray(),
            Verdict = findings.Max(finding => finding.Verdict) == Verdict.Compatible ? Verdict.Compatible : Verdict.Risky,
            Facts = findings.Aggregate(Facts.None, (all, finding) => all.And(finding.Facts.AtMost(Certainty.Possible))),
            Kind = first.Kind,
            Direction = findings.Aggregate(Direction.None, (all, finding) => all | finding.Direction),
            Path = "if:" + condition.Replace(' ', '-'),
            Elements = elements,
            Message = string.Format(CultureInfo.InvariantCulture, Rule.Format, condition, string.Join(", ", elements.Take(MaxNames)) + more),
            ReachedFrom = findings.SelectMany(finding => finding.ReachedFrom).Distinct().ToArray(),
            Old = first.Old,
            New = first.New,
            Near = first.Near,
        };
    }
}
