using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Compatibility.Configuration;
using QapiGen.LanguageServer.Documents;
using QapiGen.Schema.Loading;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>Finds root schemas: those of projects and configurations in and above the folders of open documents, and those that the user names.</summary>
internal sealed class ProjectFinder(DiskFiles disk)
{
    private const int MaxLevels = 24;
    private const int MaxFolders = 2000;
    private const int MaxDepth = 5;

    private static readonly string[] Skipped = ["bin", "obj", "node_modules", "artifacts"];

    private (int Version, IReadOnlyList<string> Folders, string Open, IReadOnlyList<RootSettings> Roots)? _last;

    /// <summary>The roots that are known, without those that are only files.</summary>
    public IReadOnlyList<RootSettings> Find(WorkspaceState state)
    {
        string open = string.Join('\n', state.Open.Keys.Select(FolderOf).Distinct());
        if (_last is { } last && last.Version == state.ProjectsVersion && last.Folders.SequenceEqual(state.Folders) && last.Open == open)
        {
            return [.. Named(state), .. last.Roots];
        }

        var folders = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string path in state.Open.Keys.Where(DocumentUri.IsFile))
        {
            folders.UnionWith(Above(FolderOf(path)));
        }

        foreach (string folder in state.Folders.Where(DocumentUri.IsFile))
        {
            folders.UnionWith(Below(folder));
        }

        RootSettings[] roots = [.. folders.SelectMany(RootsIn).DistinctBy(static root => root.Path)];
        _last = (state.ProjectsVersion, state.Folders, open, roots);
        return [.. Named(state), .. roots];
    }

    /// <summary>Where a module's root may be that no project names.</summary>
    public static IEnumerable<string> UsualRoots(string path) =>
        DocumentUri.IsFile(path) ? Above(FolderOf(path)).Take(3).SelectMany(static folder => new[] { $"{folder}/qapi-schema.json", $"{folder}/qapi/qapi-schema.json" }) : [];

    /// <summary>A path that may be relative to one of the folders; null if it is null.</summary>
    public static string? Resolve(string? path, IReadOnlyList<string> folders) =>
        path is null ? null
        : Path.IsPathRooted(path) || folders.Count == 0 ? SchemaPath.Normalize(path)
        : SchemaPath.Normalize(folders.Select(folder => $"{folder}/{path}").FirstOrDefault(File.Exists) ?? $"{folders[0]}/{path}");

    private static IEnumerable<RootSettings> Named(WorkspaceState state) =>
        (state.Settings.Roots ?? []).Select(root => new RootSettings(Resolve(root, state.Folders)!));

    private IEnumerable<RootSettings> RootsIn(string folder)
    {
        foreach (string name in List(folder, directories: false))
        {
            string path = $"{folder}/{name}";
            IEnumerable<RootSettings> found = name == ProjectConfiguration.FileName ? ConfiguredRoots(folder, path)
                : name.EndsWith("proj", StringComparison.Ordinal) ? ProjectItems.Read(path)
                : [];
            foreach (RootSettings root in found)
            {
                yield return root;
            }
        }
    }

    // A file with faults says nothing, as for the tool. What git holds isn't read.
    private IEnumerable<RootSettings> ConfiguredRoots(string folder, string path)
    {
        if (disk.Read(path, out _) is not { } file || ProjectConfiguration.Parse(file) is not { Faults.Count: 0 } configuration)
        {
            return [];
        }

        string? baseline = configuration.Baseline is { } named && !named.StartsWith("git:", StringComparison.Ordinal) ? SchemaPath.Normalize(Path.Combine(folder, named)) : null;
        return configuration.Roots.Select(root => new RootSettings(SchemaPath.Normalize(Path.Combine(folder, root)), configuration.Dialect, configuration.Conditions, baseline)
        {
            Configuration = configuration,
        });
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (int level = 0; level < MaxLevels; level++)
        {
            yield return folder;
            int slash = folder.LastIndexOf('/');
            if (slash <= 0)
            {
                break;
            }

            folder = folder[..slash];
        }
    }

    // Breadth first, so that what is near is found in a tree that is too large.
    private static IEnumerable<string> Below(string folder)
    {
        var open = new Queue<(string Path, int Depth)>([(folder, 0)]);
        for (int count = 0; count < MaxFolders && open.TryDequeue(out (string Path, int Depth) next); count++)
        {
            yield return next.Path;
            foreach (string name in next.Depth < MaxDepth ? List(next.Path, directories: true) : [])
            {
                if (name[0] != '.' && !Skipped.Contains(name))
                {
                    open.Enqueue(($"{next.Path}/{name}", next.Depth + 1));
                }
            }
        }
    }

    private static string[] List(string folder, bool directories)
    {
        try
        {
            IEnumerable<string> found = directories ? Directory.EnumerateDirectories(folder) : Directory.EnumerateFiles(folder);
            return [.. found.Select(static path => Path.GetFileName(path)!).Where(static name => name.Length > 0).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    private static string FolderOf(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];
}
