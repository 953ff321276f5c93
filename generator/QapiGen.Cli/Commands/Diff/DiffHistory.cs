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
    /// <returns>The comparisons, series by series; null if a release has faults, which were reported.</returns>
    /// <exception cref="CallException">It is no folder, or has no two versions of anything.</exception>
    public async Task<IReadOnlyList<DiffComparison>?> CompareAsync(string folder, CancellationToken cancellationToken)
    {
        if (!environment.Files.DirectoryExists(folder))
        {
            throw new CallException($"'{folder}' is no folder", "Name two sides to compare, or a folder whose entries have versions in their names.");
        }

        var comparisons = new List<DiffComparison>();
        IGrouping<string, Entry>[] series = Entries(folder).GroupBy(entry => entry.Series, StringComparer.Ordinal).ToArray();
        if (!series.Any(entries => entries.Count() > 1))
        {
            throw new CallException(
                $"'{folder}' is no history: nothing in it is there in two versions",
                "Its entries are schemas or trees with a version in the name, such as api-1.0.json or qemu-7.2; --root names the root in trees.");
        }

        foreach (IGrouping<string, Entry> entries in series)
        {
            if (entries.Count() == 1)
            {
                environment.Error.WriteLine($"{TerminalText.Escape(entries.First().Path)}: the only version of '{TerminalText.Escape(entries.Key)}', so that there is nothing to compare it with");
            }
            else if (await CompareAsync(entries, series.Length > 1, cancellationToken).ConfigureAwait(false) is { } more)
            {
                comparisons.AddRange(more);
            }
            else
            {
                return null;
            }
        }

        return comparisons;
    }

    private async Task<IEnumerable<DiffComparison>?> CompareAsync(IGrouping<string, Entry> entries, bool isOneOfMany, CancellationToken cancellationToken)
    {
        var sides = new Dictionary<ReleaseVersion, DiffSide>();
        foreach (Entry entry in entries)
        {
            DiffSide side = await reader.ReadAsync(entry.Path, null, cancellationToken).ConfigureAwait(false);
            if (side.Schema is null)
            {
                return null;
            }

            if (!sides.TryAdd(entry.Version, side with { Name = isOneOfMany ? entries.Key.Replace("*", entry.Version.Text, StringComparison.Ordinal) : entry.Version.Text }))
            {
                throw new CallException($"version {entry.Version} is there twice: '{sides[entry.Version].File?.Path}' and '{entry.Path}'", null);
            }
        }

        var history = new SchemaHistory(sides.Select(side => new SchemaRelease(side.Key, side.Value.Schema!)));
        return history.Compare(options, Promise, AllPairs).Select(step => new DiffComparison(sides[step.Old], sides[step.New], step.Report));
    }

    private IEnumerable<Entry> Entries(string folder)
    {
        foreach (string name in environment.Files.List(folder))
        {
            if (ReleaseVersion.Find(name, out string series) is ReleaseVersion version && FindRelease($"{folder.TrimEnd('/')}/{name}") is string path)
            {
                // A file and a tree of the same name are versions of one thing.
                string ending = Array.Find(Endings, e => series.EndsWith(e, StringComparison.Ordinal)) ?? string.Empty;
                yield return new Entry(series[..^ending.Length], version, path);
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

    private sealed record Entry(string Series, ReleaseVersion Version, string Path);
}
