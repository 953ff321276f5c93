using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Model;
using QapiGen.Schema.Versions;
using static QapiGen.Compatibility.Rules.CompatibilityRule;

namespace QapiGen.Compatibility.Rules;

/// <summary>QEMU's promises: announcements before removal, versions, names.</summary>
internal static class PolicyRules
{
    /// <summary>Id of the rule about what went without a warning.</summary>
    public const string RemovedWithoutDeprecationId = "QAPI3601";

    private static readonly Regex Advice = new(@"\b(use|using|instead|replace[ds]?|replacement by|superseded|prefer)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    // Only a history shows these: it asks for them by name.
    private static readonly CompatibilityRule<Change> RemovedTooEarly = On<Change>(
        "QAPI3602", "removed-too-early", Aspect.DeprecationPolicy,
        "'{0}' was removed {1}; promised are {2}", static (_, _) => { }, RuleGroup.Policy);

    private static readonly CompatibilityRule<AddedElement> SinceMissing = On<AddedElement>(
        "QAPI3604", "since-missing", Aspect.SincePolicy, "'{0}' is new, and its documentation {1}", CheckSince, RuleGroup.Policy);

    /// <summary>A vendor's own element changed: findings about it are judged as others, but count as this category.</summary>
    public static CompatibilityRule VendorElementChanged { get; } =
        On<Change>("QAPI3607", "vendor-element-changed", Aspect.Presence, "{0}", static (_, _) => { });

    /// <summary>The rules, by id.</summary>
    public static IReadOnlyList<CompatibilityRule> All { get; } =
    [
        On<Change>(
            RemovedWithoutDeprecationId, "removed-without-deprecation", Aspect.DeprecationPolicy,
            "'{0}' was removed, and the old schema doesn't mark it as deprecated", static (change, to) =>
        {
            if (IsUnannounced(change))
            {
                to.Report(Breaks(Certainty.WhenUsed));
            }
        }, RuleGroup.Policy),

        RemovedTooEarly,

        On<Change>(
            "QAPI3603", "deprecated-without-replacement", Aspect.ReplacementPolicy,
            "'{0}' is now deprecated, but the documentation names no replacement", static (change, to) =>
        {
            if (FeatureChanges.Added(change, Feature.Deprecated)
                && change.NewElement?.Docs is ElementDocs docs
                && !Advice.IsMatch(docs.Deprecation ?? string.Empty))
            {
                to.Report(Breaks(Certainty.Possible), Direction.None, null);
            }
        }, RuleGroup.Policy),

        SinceMissing,

        On<AddedElement>(
            "QAPI3605", "name-breaks-rules", Aspect.NamePolicy, "the new name '{0}' needs an exception from the naming rules", static (change, to) =>
        {
            if (!IsRegular(change.New, Stem(change.New.Name)))
            {
                to.Report(Breaks(Certainty.Possible), Direction.None, null);
            }
        }, RuleGroup.Policy),

        // Between a union's base and its branches, which introspection shows.
        On<MovedMember>("QAPI3606", "member-moved-to-branch", Aspect.Introspection, "optional member '{0}' moved {1}", CheckMove),

        VendorElementChanged,
    ];

    /// <summary>Whether something is gone without a warning that it would go.</summary>
    public static bool IsUnannounced(Change change) =>
        change.IsRemoval && change is not TypeChange && change.Reach.IsFirm
        && change.OldElement is { IsDeprecated: false, IsUnstable: false };

    /// <summary>Looks at the removal of what was deprecated.</summary>
    /// <param name="removal">The removal.</param>
    /// <param name="deprecated">For how many releases it was deprecated.</param>
    /// <param name="promised">Releases for which it had to be.</param>
    /// <param name="sink">Takes the finding.</param>
    public static void CheckAnnouncement(Change removal, DeprecatedReleases deprecated, int promised, FindingSink sink)
    {
        if (deprecated.AtLeast >= promised)
        {
            return;
        }

        (string how, Certainty certainty) = deprecated switch
        {
            { AtMost: null } => ("and already was deprecated in the first release looked at, for how long before is not known", Certainty.Information),
            { AtMost: int most } when most >= promised => (
                $"after {deprecated.AtLeast} to {most} releases as deprecated, which is not known better since a release has faults", Certainty.Information),
            { AtLeast: 1 } => ("after 1 release as deprecated", Certainty.WhenUsed),
            _ => ($"after {deprecated.AtLeast} releases as deprecated", Certainty.WhenUsed),
        };
        new RuleSink(RemovedTooEarly, removal, sink).Report(
            Breaks(certainty), removal.Path, how, promised.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Compares the documented version with the two releases between which an element came.</summary>
    public static void CheckVersion(AddedElement change, ReleaseVersion before, ReleaseVersion first, FindingSink sink)
    {
        if (change.Since is string text && ReleaseVersion.Find(text) is ReleaseVersion since && (since <= before || since > first))
        {
            ReportSince(change, $"says since {text}, but it came after {before} and by {first}", new RuleSink(SinceMissing, change, sink));
        }
    }

    private static void CheckSince(AddedElement change, RuleSink to)
    {
        if (change.New.Docs is null)
        {
            return;
        }

        if (change.Since is null)
        {
            ReportSince(change, "doesn't say since when", to);
        }
        else if (to.Options.NewVersion is string version && ReleaseVersion.Find(version) is ReleaseVersion found && !found.Equals(ReleaseVersion.Find(change.Since)))
        {
            ReportSince(change, $"says since {change.Since}, not {version}", to);
        }
    }

    private static void ReportSince(AddedElement change, string what, RuleSink to) =>
        to.Report(Breaks(Certainty.Information), Direction.None, null, change.Path, what);

    private static bool IsRegular(WireElement element, string stem) => element is WireEvent
        ? !stem.Any(c => char.IsLower(c) || c == '-')
        : !stem.Any(c => char.IsUpper(c) || c == '_');

    // Only what follows a vendor's prefix is looked at (spec N-3).
    private static string Stem(string name) =>
        name.StartsWith("__", StringComparison.Ordinal) ? name.Substring(name.IndexOf('_', 2) + 1) : name;

    private static void CheckMove(MovedMember change, RuleSink to)
    {
        bool isEverywhere = change.BranchesWithout.Count == 0;
        string way = change.IntoBranches ? "from the base into branches" : "from branches into the base";
        string where = isEverywhere ? "all of them" : $"all but {string.Join(", ", change.BranchesWithout.Select(b => $"'{b}'"))}";
        Facts facts = isEverywhere ? Breaks(Certainty.Information, Certainty.Information) : Restricts(change);
        if (to.Options.Profile == CompatibilityProfile.Introspection)
        {
            facts = facts.And(Breaks(Certainty.Always));
        }

        to.Report(facts, change.Path, $"{way} ({where})");
    }

    // A call with the member and a value whose branch lacks it is accepted on one side only.
    private static Facts Restricts(MovedMember change) => change.IntoBranches
        ? change.Facts(send: Breaks(Certainty.Possible, Certainty.Information), receive: Breaks(Certainty.Information, Certainty.Information))
        : change.Facts(send: Breaks(Certainty.Information, Certainty.Possible), receive: Breaks(Certainty.Information, Certainty.Information));
}

/// <summary>For how many releases something was deprecated before it went, as far as a history shows.</summary>
/// <param name="AtLeast">Those that are known.</param>
/// <param name="AtMost">With those that perhaps were, since they can't be read; null if the mark is older than the history.</param>
internal readonly record struct DeprecatedReleases(int AtLeast, int? AtMost);
