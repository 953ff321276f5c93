using System;
using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Cli.Files;

/// <summary>What a commit has, by its path from the top: files, symbolic links, and submodules, which are repositories of their own.</summary>
internal sealed class GitEntries
{
    private const string LinkMode = "120000";
    private const string ModuleMode = "160000";

    // As in Linux.
    private const int MaxLinks = 40;

    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly HashSet<string> _modules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = [string.Empty];
    private readonly Func<string, string> _readLink;

    private GitEntries(Func<string, string> readLink) => _readLink = readLink;

    /// <summary>The files, and the links that lead to one.</summary>
    public IEnumerable<string> Files => _files.Keys.Concat(_links.Keys.Where(link => Follow(link, out _) is string inside && _files.ContainsKey(inside)));

    /// <summary>Reads what <c>git ls-tree -r -z</c> says.</summary>
    /// <param name="listing">That.</param>
    /// <param name="readLink">Reads where the link of an id leads.</param>
    public static GitEntries Parse(string listing, Func<string, string> readLink)
    {
        var entries = new GitEntries(readLink);
        foreach (string line in listing.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            string[] words = line[..tab].Split(' ');
            entries.Add(line[(tab + 1)..], words[0], words[2]);
        }

        return entries;
    }

    /// <summary>The path without <c>.</c> and <c>..</c>; null if it leads out.</summary>
    public static string? Normalize(string path)
    {
        var parts = new List<string>();
        foreach (string part in path.Split('/'))
        {
            if (part == ".." && parts.Count == 0)
            {
                return null;
            }

            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    /// <summary>Whether there is something of this name, if only a link that leads nowhere.</summary>
    public bool IsThere(string path) =>
        Follow(path, out string? failure) is string inside ? _files.ContainsKey(inside) || _directories.Contains(inside) || _links.ContainsKey(Normalize(path) ?? path)
        : failure is not null;

    /// <summary>The id of a file, or null.</summary>
    public string? FindFile(string inside) => _files.GetValueOrDefault(inside);

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory(string inside) => _directories.Contains(inside);

    /// <summary>Names in a directory, in ordinal order.</summary>
    public string[] List(string inside)
    {
        string start = inside.Length == 0 ? string.Empty : inside + "/";
        return [.. _files.Keys.Concat(_links.Keys).Concat(_directories).Where(p => p.Length > start.Length && p.StartsWith(start, StringComparison.Ordinal) && p.IndexOf('/', start.Length) < 0)
            .Select(p => p[start.Length..]).Order(StringComparer.Ordinal)];
    }

    /// <summary>The path that another one leads to through symbolic links, whether something is there or not.</summary>
    /// <param name="path">The path.</param>
    /// <param name="failure">Why it leads out of the commit; null if it doesn't, or if the path itself does.</param>
    public string? Follow(string path, out string? failure)
    {
        failure = null;
        var parts = new List<string>();
        var left = new Stack<string>(path.Split('/').Reverse());
        for (int links = 0; left.TryPop(out string? part);)
        {
            if (part == ".." && parts.Count == 0)
            {
                failure = links > 0 ? $"the symbolic links of '{path}' lead out of the commit" : null;
                return null;
            }

            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }

            string here = string.Join('/', parts);
            if (_modules.Contains(here))
            {
                failure = $"it lies in the submodule '{here}', which is a repository of its own";
                return null;
            }

            if (!_links.TryGetValue(here, out string? id))
            {
                continue;
            }

            string target = _readLink(id);
            if (target.StartsWith('/') || ++links > MaxLinks)
            {
                failure = links > MaxLinks ? $"the symbolic links of '{path}' lead in a circle" : $"the symbolic link '{here}' leads out of the commit, to '{target}'";
                return null;
            }

            parts.RemoveAt(parts.Count - 1);
            foreach (string next in target.Split('/').Reverse())
            {
                left.Push(next);
            }
        }

        return string.Join('/', parts);
    }

    private void Add(string path, string mode, string id)
    {
        switch (mode)
        {
            case LinkMode:
                _links.Add(path, id);
                break;
            case ModuleMode:
                _modules.Add(path);
                break;
            default:
                _files.Add(path, id);
                break;
        }

        for (int slash = path.LastIndexOf('/'); slash > 0 && _directories.Add(path[..slash]); slash = path.LastIndexOf('/', slash - 1))
        {
        }
    }
}
