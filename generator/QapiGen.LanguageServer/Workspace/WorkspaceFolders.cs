using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.LanguageServer.Documents;
using QapiGen.Schema.Loading;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>The folders in which projects are looked for.</summary>
internal static class WorkspaceFolders
{
    private const int MaxLevels = 24;
    private const int MaxFolders = 2000;
    private const int MaxDepth = 5;

    private static readonly string[] Skipped = ["bin", "obj", "node_modules", "artifacts"];

    /// <summary>Where a module's root may be that no project names.</summary>
    public static IEnumerable<string> UsualRoots(string path) =>
        DocumentUri.IsFile(path) ? Above(FolderOf(path)).Take(3).SelectMany(static folder => new[] { $"{folder}/qapi-schema.json", $"{folder}/qapi/qapi-schema.json" }) : [];

    /// <summary>A path that may be relative to one of the folders; what a commit holds stays as it is; null if it is null.</summary>
    public static string? Resolve(string? path, IReadOnlyList<string> folders) =>
        path is null ? null
        : path.StartsWith("git:", StringComparison.Ordinal) ? path
        : Path.IsPathRooted(path) || folders.Count == 0 ? SchemaPath.Normalize(path)
        : SchemaPath.Normalize(folders.Select(folder => $"{folder}/{path}").FirstOrDefault(File.Exists) ?? $"{folders[0]}/{path}");

    /// <summary>The files of a path that may be relative to the folders: in each that has it; where none has, the one that is missed.</summary>
    public static IEnumerable<string> ResolveAll(string path, IReadOnlyList<string> folders)
    {
        string[] found = Path.IsPathRooted(path) ? [] : [.. folders.Select(folder => SchemaPath.Normalize($"{folder}/{path}")).Where(File.Exists)];
        return found.Length > 0 ? found : [Resolve(path, folders)!];
    }

    /// <summary>A folder, and those above it.</summary>
    public static IEnumerable<string> Above(string folder)
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

    /// <summary>
    /// A folder, and those above it whose projects concern it: up to the root of its repository, or else to the outermost of the workspace's folders that holds it.
    /// What lies above that is somebody else's, and MSBuild isn't asked to read it.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="workspace">The workspace's folders.</param>
    public static IEnumerable<string> Around(string folder, IReadOnlyList<string> workspace)
    {
        string[] above = [.. Above(folder)];
        int last = Array.FindIndex(above, static path => Path.Exists($"{path}/.git"));
        if (last < 0)
        {
            last = Array.FindLastIndex(above, workspace.Contains);
        }

        return above.Take(Math.Max(last, 0) + 1);
    }

    /// <summary>A folder, and those below it: breadth first, so that what is near is found in a tree that is too large.</summary>
    public static IEnumerable<string> Below(string folder)
    {
        var open = new Queue<(string Path, int Depth)>([(folder, 0)]);
        for (int count = 0; count < MaxFolders && open.TryDequeue(out (string Path, int Depth) next); count++)
        {
            yield return next.Path;
            foreach (string name in next.Depth < MaxDepth ? Inside(next.Path) : [])
            {
                open.Enqueue(($"{next.Path}/{name}", next.Depth + 1));
            }
        }
    }

    /// <summary>The folders in a folder in which there may be schemas.</summary>
    public static IEnumerable<string> Inside(string folder) => List(folder, directories: true).Where(static name => name[0] != '.' && !Skipped.Contains(name));

    /// <summary>Names in a folder; none if it can't be listed.</summary>
    public static string[] List(string folder, bool directories)
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

    /// <summary>The folder of a file.</summary>
    public static string FolderOf(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];
}
