using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.History;
using QapiGen.Compatibility.Wire;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Text;
using QapiGen.Schema.Versions;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Compares the entries of a folder that have versions in their names; names that differ in more are series of their own.</summary>
internal sealed class DiffHistory(CliEnvironment environment, DiffSideReader reader, CompatibilityOptions options)
{
    private static readonly string[] Endings = [".json", ".replies"];

    /// <summary>Path of the root in each release's tree, or null.</summary>
    public string? Root { get; init; }

    /// <summary>Whether each release is compared with all before it.</summary>
    public bool AllPairs { get; init; }

    /// <summary>Releases for which something stays deprecated.</summary>
    public int Promise { get; init; } = SchemaHistory.DefaultPromisedReleases;

    /// <summary>Compares.</summary>
    /// <returns>The comparisons, series by series. A release with faults, which were reported, has one without a verdict, and the others are compared past it.</returns>
    /// <exception cref="CallException">It is no folder, or has no two versions of anything.</exception>
    public async Task<IReadOnlyList<DiffComparison>> CompareAsync(string folder, CancellationToken cancellationToken)
    {
        if (!environment.Files.DirectoryExists(folder))
        {
            throw new CallException($"'{folder}' is no folder", "Name two sides to compare, or a folder whose entries have versions in their names.");
        }

        var comparisons = new List<DiffComparison>();
        Entry[] all = [.. Entries(folder)];
        IGrouping<string, Entry>[] series = all.Where(static entry => entry.Schema is not null).GroupBy(entry => entry.Series, StringComparer.Ordinal).ToArray();
        if (!series.Any(entries => entries.Count() > 1))
        {
            throw new CallException(
                $"'{folder}' is no history: nothing in it is there in two versions",
                "Its entries are schemas or trees with a version in the name, such as api-1.0.json or qemu-7.2; --root names the root in trees.");
        }

        foreach (Entry entry in all.Where(static entry => entry.Schema is null))
        {
            comparisons.Add(LeaveOut(entry, new DiffSide(entry.Path, null, new SchemaFile(entry.Path, string.Empty)), Root is null ? "there is no schema in it that is surely the root; --root names it" : $"there is no '{Root}' in it", isDoubtful: false));
        }

        foreach (IGrouping<string, Entry> entries in series)
        {
            comparisons.AddRange(
                entries.Count() > 1
                    ? await CompareAsync(entries, series.Length > 1, cancellationToken).ConfigureAwait(false)
                    : [await JudgeAloneAsync(entries.Single(), [.. series.Where(static other => other.Count() > 1).Select(static other => other.Key)], cancellationToken).ConfigureAwait(false)]);
        }

        return comparisons;
    }

    private async Task<IEnumerable<DiffComparison>> CompareAsync(IGrouping<string, Entry> entries, bool isOneOfMany, CancellationToken cancellationToken)
    {
        var sides = new SortedDictionary<ReleaseVersion, DiffSide>();
        ReleaseVersion newest = entries.Max(static entry => entry.Version)!;
        foreach (Entry entry in entries)
        {
            DiffSide side = await reader.ReadAsync(entry.Schema!, null, null, PathOrigin.Found, isOld: entry.Version < newest, cancellationToken).ConfigureAwait(false);
            if (!sides.TryAdd(entry.Version, side with { Name = isOneOfMany ? entries.Key.Replace("*", entry.Version.Text, StringComparison.Ordinal) : entry.Version.Text }))
            {
                throw new CallException($"version {entry.Version} is there twice: '{sides[entry.Version].File?.Path}' and '{entry.Schema}'", null);
            }
        }

        foreach ((ReleaseVersion version, DiffSide side) in sides.Keys.Zip(reader.BesideCaptured([.. sides.Values])).ToArray())
        {
            sides[version] = side;
        }

        KeyValuePair<ReleaseVersion, DiffSide>[] sound = [.. sides.Where(static side => side.Value.Schema is not null)];
        if (sound.Length == 0)
        {
            return sides.Values.Zip(sides.Values.Skip(1), (old, @new) => FaultySides.Compare(old, @new, options.Profile));
        }

        ReleaseVersion[] faulty = [.. sides.Where(static side => side.Value.Schema is null).Select(static side => side.Key)];
        IEnumerable<(ReleaseVersion New, DiffComparison Comparison)> compared = sound.Length < 2 ? []
            : new SchemaHistory(sound.Select(static side => new SchemaRelease(side.Key, side.Value.Schema!)), faulty).Compare(options, Promise, AllPairs)
                .Select(step => (step.New, new DiffComparison(sides[step.Old], sides[step.New], step.Report) { FindMore = step.New == sound[^1].Key ? () => FindMore(sound, faulty) : null }));
        return faulty.Select(version => (New: version, Comparison: CompareFaulty(sides[version], version, sound))).Concat(compared).OrderBy(static step => step.New).Select(static step => step.Comparison);
    }

    // With another promise, and of other pairs.
    private IEnumerable<CompatibilityFinding> FindMore(KeyValuePair<ReleaseVersion, DiffSide>[] sides, ReleaseVersion[] faulty)
    {
        var history = new SchemaHistory(sides.Select(static side => new SchemaRelease(side.Key, side.Value.Schema!.Whole)), faulty);
        CompatibilityOptions all = options with { Code = SourceBreaks.Both };
        return history.Compare(all with { Profile = CompatibilityProfile.Policy }, int.MaxValue, allPairs: true)
            .Concat(AllPairs ? [] : history.Compare(all with { Profile = CompatibilityProfile.Full }, Promise, allPairs: true))
            .SelectMany(static step => step.Report.Findings);
    }

    // With the sound release before it, or the first one; the others are compared past it.
    private DiffComparison CompareFaulty(DiffSide side, ReleaseVersion version, KeyValuePair<ReleaseVersion, DiffSide>[] sound)
    {
        DiffSide? before = sound.LastOrDefault(other => other.Key < version).Value;
        return before is not null ? FaultySides.Compare(before, side, options.Profile) : FaultySides.Compare(side, sound[0].Value, options.Profile);
    }

    // What follows a version directly may be a part of it that isn't known as one, and must not keep a release from being compared.
    private async Task<DiffComparison> JudgeAloneAsync(Entry entry, string[] others, CancellationToken cancellationToken)
    {
        DiffSide side = await reader.ReadAsync(entry.Schema!, null, null, PathOrigin.Found, isOld: false, cancellationToken).ConfigureAwait(false);
        DiffSide nothing = side with { Name = $"{entry.Series} (no other version)", Diagnostics = [], Hint = null };
        if (side.Schema is null)
        {
            return FaultySides.Compare(nothing with { Schema = WireSchema.Empty }, side, options.Profile);
        }

        string? suffix = others.Select(other => Suffix(entry.Series, other) ?? Suffix(other, entry.Series)).FirstOrDefault(static found => found is not null);
        string why = $"it is the only version of '{entry.Series}'";
        return suffix is null
            ? LeaveOut(entry, side, why, isDoubtful: false)
            : LeaveOut(
                entry, side,
                why + $"; is '{suffix}' a part of the version? What comes before a release is known as dev, alpha, beta, preview or rc with a number; "
                + "another series has '_' between, or a folder of its own",
                isDoubtful: true);
    }

    private DiffComparison LeaveOut(Entry entry, DiffSide side, string why, bool isDoubtful) =>
        new(
            new DiffSide($"{entry.Series} (no other version)", WireSchema.Empty, null), side,
            new CompatibilityReport([ReleaseLeftOut.Create(entry.Path, why, isDoubtful)], options.Profile))
        {
            IsLeftOut = true,
        };

    // What one series has more than another one, right behind the version: "-hotfix" of "api-*-hotfix" and "api-*".
    private static string? Suffix(string series, string other)
    {
        int star = other.IndexOf('*', StringComparison.Ordinal);
        string end = other[(star + 1)..];
        return series.StartsWith(other[..(star + 1)], StringComparison.Ordinal) && series.Length > other.Length && series.EndsWith(end, StringComparison.Ordinal)
            && series[(star + 1)..^end.Length] is ['-' or '.' or '+' or '~' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9'), ..] more
            ? more
            : null;
    }

    private IEnumerable<Entry> Entries(string folder)
    {
        foreach (string name in environment.Files.List(folder))
        {
            string path = $"{folder.TrimEnd('/')}/{name}";
            if (ReleaseVersion.Find(name, out string series) is not ReleaseVersion version)
            {
                continue;
            }

            // A file and a tree of the same name are versions of one thing.
            string ending = Array.Find(Endings, e => series.EndsWith(e, StringComparison.Ordinal)) ?? string.Empty;
            string? schema = FindRelease(path);
            if (schema is not null || environment.Files.DirectoryExists(path))
            {
                yield return new Entry(series[..^ending.Length], version, path, schema);
            }
        }
    }

    private string? FindRelease(string entry)
    {
        if (!environment.Files.DirectoryExists(entry))
        {
            return Array.Exists(Endings, ending => entry.EndsWith(ending, StringComparison.Ordinal)) ? entry : null;
        }

        return Root is null ? SchemaFolders.FindRoot(environment.Files, entry) : environment.Files.FileExists($"{entry}/{Root}") ? $"{entry}/{Root}" : null;
    }

    // Schema: the file to read; null of a tree without one.
    private sealed record Entry(string Series, ReleaseVersion Version, string Path, string? Schema);
}
