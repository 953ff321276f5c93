using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Cli.Output;
using QapiGen.Schema.Loading;

namespace QapiGen.Cli.Files;

/// <summary>Where included files are looked for that aren't where the including one says: <c>--include DIR|NAME=FILE</c>.</summary>
internal sealed class IncludePaths
{
    private readonly IFileSystem? _files;
    private readonly List<string> _directories = [];
    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _new = new(StringComparer.Ordinal);

    private IncludePaths(IFileSystem? files) => _files = files;

    /// <summary>Knows nothing.</summary>
    public static IncludePaths None { get; } = new(null);

    /// <summary>Takes what a call says.</summary>
    /// <exception cref="CallException">There is no such directory or file.</exception>
    public static IncludePaths Parse(IFileSystem files, IReadOnlyList<string> values)
    {
        var paths = new IncludePaths(files);
        foreach (string value in values)
        {
            int sign = value.IndexOf('=', StringComparison.Ordinal);
            if (files.DirectoryExists(value))
            {
                paths._directories.Add(value);
            }
            else if (sign > 0 && files.FileExists(value[(sign + 1)..]))
            {
                paths._named[value[..sign]] = value[(sign + 1)..];
            }
            else
            {
                string path = value[(sign + 1)..];
                throw new CallException(
                    sign > 0 ? $"--include {value}: there is no file '{path}'" : $"--include {value}: there is no such directory",
                    files.FileExists(value) ? TerminalText.Escape($"Say by which name it is included: --include {Path.GetFileName(value)}={value}") : PathHint.For(files, path));
            }
        }

        return paths;
    }

    /// <summary>Whether what a project's packages bring is known.</summary>
    public bool IsOfProject { get; private init; }

    /// <summary>The names by which files are found.</summary>
    public IEnumerable<string> Names => _named.Keys;

    /// <summary>Files that a commit includes, and that are new since: both sides were given what they are now.</summary>
    public IEnumerable<string> New => _new.Keys.Order(StringComparer.Ordinal);

    /// <summary>The same paths and, where those say nothing, the files that a project's packages bring.</summary>
    public IncludePaths WithProject(IEnumerable<(string Name, string Path)> files)
    {
        var all = new IncludePaths(_files) { IsOfProject = true };
        all._directories.AddRange(_directories);
        foreach ((string name, string path) in files.Concat(_named.Select(static pair => (pair.Key, pair.Value))))
        {
            all._named[name] = path;
        }

        return all;
    }

    /// <summary>Where an included file is read: a commit has what it has, also of a file that has moved since; what it hasn't, and an option names, is the same for it as for the working tree.</summary>
    /// <param name="files">The files of the side that includes it.</param>
    /// <param name="displayPath">Its path, as the schema says.</param>
    public (IFileSystem Files, string Path) Locate(IFileSystem files, string displayPath)
    {
        (IFileSystem Files, string Path) asSaid = PlaceOf(files, displayPath);
        (IFileSystem Files, string Path) found = asSaid.Files.FileExists(asSaid.Path) ? asSaid : Find(files, displayPath) ?? asSaid;
        if (files is GitTree tree && ReferenceEquals(found.Files, _files) && tree.IsNew(found.Path))
        {
            _new[found.Path] = true;
        }

        return found;
    }

    // The file for an include whose own path leads to none; null if no option names one.
    private (IFileSystem Files, string Path)? Find(IFileSystem files, string displayPath)
    {
        if (_named.TryGetValue(Path.GetFileName(displayPath), out string? named))
        {
            return PlaceOf(files, named);
        }

        // What the schema says is the end of the path; how much of it, only the including file knows.
        string[] parts = SchemaPath.Normalize(displayPath).Split('/', StringSplitOptions.RemoveEmptyEntries);
        string[] paths =
        [
            .. Enumerable.Range(0, parts.Length)
                .Where(start => parts[start] != "..")
                .SelectMany(start => _directories.Select(directory => Path.Combine(directory, Path.Combine(parts[start..])))),
        ];
        return Array.Find(paths, files.FileExists) is string there ? (files, there)
            : paths.Select(path => PlaceOf(files, path)).Where(static place => place.Files.FileExists(place.Path)).Cast<(IFileSystem, string)?>().FirstOrDefault();
    }

    private (IFileSystem Files, string Path) PlaceOf(IFileSystem files, string path)
    {
        if (_files is null || ReferenceEquals(files, _files) || files.FileExists(path))
        {
            return (files, path);
        }

        // The two may begin relative paths in different folders.
        string full = Path.GetFullPath(path, files.CurrentDirectory);
        return !IsNamed(full) ? (files, path)
            : files is GitTree tree && tree.FindFormer(path) is string former ? (tree, former)
            : (_files, Path.GetFullPath(path, _files.CurrentDirectory) == full ? path : full);
    }

    private bool IsNamed(string full)
    {
        IEnumerable<string> folders = _directories.Concat(_named.Values.Select(static file => Path.GetDirectoryName(file) ?? string.Empty));
        return folders.Any(folder => full.StartsWith(Path.GetFullPath(Path.Combine(_files!.CurrentDirectory, folder)).TrimEnd('/') + "/", StringComparison.Ordinal));
    }
}
