using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Matching;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Model;
using static QapiGen.Compatibility.Rules.CompatibilityRule;

namespace QapiGen.Compatibility.Rules;

/// <summary>Rules about whatever has a condition and features.</summary>
internal static class ElementRules
{
    /// <summary>Id of the rule about what will go away.</summary>
    public const string BecameDeprecatedId = "QAPI3124";

    private static readonly char[] Blanks = [' ', '\n', '\r'];

    /// <summary>The rules, by id.</summary>
    public static IReadOnlyList<CompatibilityRule> All { get; } =
    [
        OnCondition(
            "QAPI3121", "condition-narrowed", ConditionRelation.Narrowed, Breaks(Certainty.Possible),
            "'{0}' is there in fewer configurations: if {1}; was: {2}"),
        OnCondition(
            "QAPI3122", "condition-widened", ConditionRelation.Widened, Breaks(Certainty.Never, Certainty.Information),
            "'{0}' is there in more configurations: if {1}; was: {2}"),

        // In other configurations than before, or in ones that can't be compared.
        OnCondition(
            "QAPI3123", "condition-changed", ConditionRelation.Incomparable, Breaks(Certainty.Possible, Certainty.Possible),
            "'{0}' is there in other configurations: if {1}; was: {2}"),

        // It will go away.
        On<Change>(BecameDeprecatedId, "became-deprecated", Aspect.Feature, "'{0}' is now deprecated{1}", static (change, to) =>
        {
            Facts facts = Breaks(Certainty.Possible, Certainty.Never, SourceBreaks.Callers);
            if (FeatureChanges.Added(change, Feature.Deprecated))
            {
                to.ReportFeature(facts, Feature.Deprecated, isAdded: true, change.Path, change.NewElement?.Docs?.Deprecation is { } text ? ": " + InWords(text) : string.Empty);
            }
            else if (Spread(change, Feature.Deprecated, to) is string where)
            {
                to.Report(facts, change.Path, where);
            }
        }),

        On<Change>("QAPI3125", "deprecation-withdrawn", Aspect.Feature, "'{0}' is no longer deprecated{1}", static (change, to) =>
        {
            Facts facts = Breaks(Certainty.Information);
            if (FeatureChanges.Removed(change, Feature.Deprecated))
            {
                to.ReportFeature(facts, Feature.Deprecated, isAdded: false, change.Path, string.Empty);
            }
            else if (Shrunk(change, Feature.Deprecated, to) is string where)
            {
                to.Report(facts, change.Path, where);
            }
        }),

        // It lost the promise to stay.
        On<Change>("QAPI3126", "became-unstable", Aspect.Feature, "'{0}' is now unstable{1}", static (change, to) =>
        {
            Facts facts = Breaks(Certainty.Possible, Certainty.Never, SourceBreaks.Callers);
            if (FeatureChanges.Added(change, Feature.Unstable))
            {
                to.ReportFeature(facts, Feature.Unstable, isAdded: true, change.Path, string.Empty);
            }
            else if (Spread(change, Feature.Unstable, to) is string where)
            {
                to.Report(facts, change.Path, where);
            }
        }),

        On<Change>("QAPI3127", "became-stable", Aspect.Feature, "'{0}' is no longer unstable{1}", static (change, to) =>
        {
            Facts facts = Breaks(Certainty.Information, Certainty.Information);
            if (FeatureChanges.Removed(change, Feature.Unstable))
            {
                to.ReportFeature(facts, Feature.Unstable, isAdded: false, change.Path, string.Empty);
            }
            else if (Shrunk(change, Feature.Unstable, to) is string where)
            {
                to.Report(facts, change.Path, where);
            }
        }),

        // Clients can probe for a behaviour.
        On<Change>("QAPI3128", "feature-added", Aspect.Feature, "'{0}' got the feature '{1}'", static (change, to) =>
        {
            foreach (string feature in FeatureChanges.AddedPlain(change))
            {
                to.ReportFeature(Breaks(Certainty.Never, Certainty.Information), feature, isAdded: true, change.Path, feature);
            }
        }),

        // Clients that probe for it fall back or fail.
        On<Change>("QAPI3129", "feature-removed", Aspect.Feature, "'{0}' lost the feature '{1}'", static (change, to) =>
        {
            foreach (string feature in FeatureChanges.RemovedPlain(change))
            {
                to.ReportFeature(Breaks(Certainty.Possible), feature, isAdded: false, change.Path, feature);
            }
        }),
    ];

    private static CompatibilityRule<Change> OnCondition(string id, string name, ConditionRelation relation, Facts facts, string format) =>
        On<Change>(id, name, Aspect.Condition, format, (change, to) =>
        {
            if (to.HasIntrospection)
            {
                return;
            }

            if (change is BranchChange { Old: { } oldBranch, New: { } newBranch } branch)
            {
                // A value and its branch are there by one condition, which is written twice.
                if (ConditionFormulas.Compare(oldBranch.Condition, newBranch.Condition) != ConditionRelation.Equal)
                {
                    ReportBranch(branch, relation, facts, to);
                }
            }
            else if (change is { OldElement: WireElement old, NewElement: WireElement @new } and not TypeChange)
            {
                ReportIf(relation, old.Condition, @new.Condition, change.Path, facts, to);
            }

            foreach (string feature in FeatureChanges.KeptPlain(change).Where(name => FeatureChanges.Relate(change, name) == relation))
            {
                (string before, string after) = Phrases(change, feature);
                to.ReportKeptFeature(facts, feature, $"{change.Path} (feature {feature})", after, before);
            }
        });

    private static void ReportBranch(BranchChange branch, ConditionRelation relation, Facts facts, RuleSink to)
    {
        Condition? old = branch.Availability(isNew: false);
        Condition? @new = branch.Availability(isNew: true);
        if (ConditionFormulas.Compare(old, branch.OldValue?.Condition) == ConditionRelation.Equal
            && ConditionFormulas.Compare(@new, branch.NewValue?.Condition) == ConditionRelation.Equal)
        {
            BranchChange whole = branch.AsPartOfValue();
            ReportIf(relation, branch.OldValue?.Condition, branch.NewValue?.Condition, whole.Path, facts, to.For(whole));
        }
        else
        {
            ReportIf(relation, old, @new, branch.Path, facts, to);
        }
    }

    private static void ReportIf(ConditionRelation relation, Condition? old, Condition? @new, string path, Facts facts, RuleSink to)
    {
        if (ConditionFormulas.Compare(old, @new) == relation)
        {
            to.Report(facts, path, ConditionPhrase.Of(@new), ConditionPhrase.Of(old));
        }
    }

    // Documentation as it reads, in one line: a finding goes on behind it.
    private static string InWords(string documentation) =>
        string.Join(" ", DocPlainText.Write(DocMarkup.Parse(documentation)).Split(Blanks, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');

    // Where a feature that both sides have warns now and didn't before; null if it doesn't.
    private static string? Spread(Change change, string feature, RuleSink to) => to.HasIntrospection ? null : FeatureChanges.Relate(change, feature) switch
    {
        ConditionRelation.Widened => Where("more", change, feature),
        ConditionRelation.Incomparable => Where("other", change, feature),
        _ => null,
    };

    private static string? Shrunk(Change change, string feature, RuleSink to) =>
        !to.HasIntrospection && FeatureChanges.Relate(change, feature) == ConditionRelation.Narrowed ? Where("some", change, feature) : null;

    private static string Where(string some, Change change, string feature)
    {
        (string before, string after) = Phrases(change, feature);
        return $" in {some} configurations: if {after}; was: {before}";
    }

    private static (string Before, string After) Phrases(Change change, string feature) =>
        (ConditionPhrase.Of(change.ConditionOf(feature, isNew: false)), ConditionPhrase.Of(change.ConditionOf(feature, isNew: true)));
}
