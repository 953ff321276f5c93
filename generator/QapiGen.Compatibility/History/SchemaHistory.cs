using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Rules;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Versions;

namespace QapiGen.Compatibility.History;

/// <summary>Compares many releases, and finds what only a history shows.</summary>
public sealed class SchemaHistory
{
    /// <summary>For how many releases something stays deprecated before it may go: QEMU's promise.</summary>
    public const int DefaultPromisedReleases = 2;

    private readonly SchemaRelease[] _releases;
    private readonly ReleaseVersion[] _missing;
    private readonly Lazy<WireInventory[]> _inventories;
    private readonly ElementHistory _elements;

    /// <summary>Makes a history.</summary>
    /// <param name="releases">The releases in any order, each version once.</param>
    /// <param name="missing">Releases that there are, but that can't be compared, since they have faults; what they may have said isn't known then.</param>
    /// <exception cref="ArgumentException">A version is there twice, or there are fewer than two.</exception>
    public SchemaHistory(IEnumerable<SchemaRelease> releases, IEnumerable<ReleaseVersion>? missing = null)
    {
        _missing = missing?.OrderBy(static version => version).ToArray() ?? [];
        _releases = (releases ?? throw new ArgumentNullException(nameof(releases))).OrderBy(r => r.Version).ToArray();
        for (int i = 1; i < _releases.Length; i++)
        {
            if (_releases[i].Version.Equals(_releases[i - 1].Version))
            {
                throw new ArgumentException($"Version {_releases[i].Version} is there twice.", nameof(releases));
            }
        }

        if (_releases.Length < 2)
        {
            throw new ArgumentException("A history has at least two releases.", nameof(releases));
        }

        _inventories = new Lazy<WireInventory[]>(() => _releases.Select(r => new WireInventory(r.Schema)).ToArray());
        _elements = new ElementHistory(_releases.Select(r => r.Schema).ToArray());
    }

    /// <summary>Compares each release with the one before it, or with all.</summary>
    /// <param name="options">How to compare.</param>
    /// <param name="promisedReleases">For the profile <see cref="CompatibilityProfile.Policy"/>: releases for which something stays deprecated.</param>
    /// <param name="allPairs">Whether each release is compared with all before it, not only with the last one.</param>
    /// <returns>The comparisons by newer release, then by older.</returns>
    public IReadOnlyList<HistoryStep> Compare(
        CompatibilityOptions options, int promisedReleases = DefaultPromisedReleases, bool allPairs = false)
    {
        _ = options ?? throw new ArgumentNullException(nameof(options));
        var steps = new List<HistoryStep>();
        for (int j = 1; j < _releases.Length; j++)
        {
            for (int i = allPairs ? 0 : j - 1; i < j; i++)
            {
                steps.Add(new HistoryStep(_releases[i].Version, _releases[j].Version, Compare(i, j, options, promisedReleases)));
            }
        }

        return steps;
    }

    private CompatibilityReport Compare(int old, int @new, CompatibilityOptions options, int promisedReleases)
    {
        WireSchema before = _releases[old].Schema;
        WireSchema after = _releases[@new].Schema;
        if (options.Profile != CompatibilityProfile.Policy)
        {
            return SchemaComparer.Compare(before, after, options);
        }

        if (@new == old + 1)
        {
            PairGraph next = _elements.MatchNext(old);
            return SoftenAcrossGap(old, @new, SchemaComparer.Compare(before, after, options, next, sink =>
            {
                CheckDeprecations(next, old, promisedReleases, sink);
                CheckSince(@new, sink);
            }));
        }

        PairGraph graph = _elements.Match(old, @new);
        CompatibilityReport report = SchemaComparer.Compare(before, after, options, graph, null);
        return SoftenAcrossGap(old, @new, new CompatibilityReport(report.Findings.Where(finding => !WasAnnounced(finding, graph, old, @new)).ToArray(), report.Profile));
    }

    // A release between that can't be read may have given the warning.
    private CompatibilityReport SoftenAcrossGap(int old, int @new, CompatibilityReport report) =>
        MissingBetween(old, @new).Any() ? new CompatibilityReport(report.Findings.Select(Soften).ToArray(), report.Profile) : report;

    private static CompatibilityFinding Soften(CompatibilityFinding finding) =>
        finding.Rule.Id != PolicyRules.RemovedWithoutDeprecationId || finding.Verdict != Verdict.Breaking ? finding
        : finding with
        {
            Verdict = Verdict.Risky,
            Facts = finding.Facts.AtMost(Certainty.Possible),
            Note = "perhaps a release between did, which has faults",
        };

    private void CheckDeprecations(PairGraph graph, int old, int promisedReleases, FindingSink sink)
    {
        foreach (Change removal in graph.Elements.Where(static change => change is { IsRemoval: true, OldElement.IsDeprecated: true }))
        {
            PolicyRules.CheckAnnouncement(removal, CountDeprecated(removal, old), promisedReleases, sink);
        }
    }

    // Candidates of a release are none of their own, and what the release that lacks it had before it came out doesn't count.
    private DeprecatedReleases CountDeprecated(Change removal, int last)
    {
        int first = _elements.FindDeprecation(removal, last);
        ReleaseVersion removing = _releases[last + 1].Version;
        int least = CountReleases(_releases.Skip(first).Take(last - first + 1).Select(static release => release.Version).Concat(MissingBetween(first, last)), removing);
        int perhaps = first == 0 ? 0 : CountReleases(MissingBetween(first - 1, first), removing);
        return new DeprecatedReleases(least, first == 0 ? null : least + perhaps + CountReleases(MissingBetween(last, last + 1), removing));
    }

    private static int CountReleases(IEnumerable<ReleaseVersion> versions, ReleaseVersion removing)
    {
        int count = 0;
        ReleaseVersion? before = null;
        foreach (ReleaseVersion version in versions.OrderBy(static version => version).Where(version => !version.IsOfReleaseOf(removing)))
        {
            count += before is null || !before.IsOfReleaseOf(version) ? 1 : 0;
            before = version;
        }

        return count;
    }

    private IEnumerable<ReleaseVersion> MissingBetween(int old, int @new) =>
        _missing.Where(version => version > _releases[old].Version && version < _releases[@new].Version);

    // Whether something is said to be gone without a warning though a release between gave one.
    private bool WasAnnounced(CompatibilityFinding finding, PairGraph graph, int old, int @new) =>
        finding.Rule.Id == PolicyRules.RemovedWithoutDeprecationId
        && graph.Elements.Where(change => change.Path == finding.Path && PolicyRules.IsUnannounced(change)).All(change => _elements.WasAnnounced(change, old, @new));

    private void CheckSince(int @new, FindingSink sink)
    {
        foreach (AddedElement change in _elements.FindFirst(@new, _inventories.Value))
        {
            PolicyRules.CheckVersion(change, _releases[@new - 1].Version, _releases[@new].Version, sink);
        }
    }
}

/// <summary>A schema as one release had it.</summary>
/// <param name="Version">The release, such as <c>10.2</c>.</param>
/// <param name="Schema">Its schema.</param>
public sealed record SchemaRelease(ReleaseVersion Version, WireSchema Schema);

/// <summary>The comparison of a release with one before it.</summary>
/// <param name="Old">The older release.</param>
/// <param name="New">The newer release.</param>
/// <param name="Report">What changed.</param>
public sealed record HistoryStep(ReleaseVersion Old, ReleaseVersion New, CompatibilityReport Report);
