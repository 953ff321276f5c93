using System;
using System.Collections.Generic;
using System.IO;

namespace QapiGen.Schema.Loading;

/// <summary>Paths as text; nothing here touches a file system.</summary>
public static class SchemaPath
{
    private static readonly char[] Separators = Path.DirectorySeparatorChar == '/' ? new[] { '/' } : new[] { '/', '\\' };

    /// <summary>Joins an include string to the including file's directory part, not normalised (spec I-1, R-22).</summary>
    /// <param name="includingPath">Path of the including file as shown.</param>
    /// <param name="include">The include string.</param>
    public static string Join(string includingPath, string include)
    {
        if (IsAbsolute(include))
        {
            return include;
        }

        int end = includingPath.LastIndexOfAny(Separators);
        return end < 0 ? include : includingPath.Substring(0, end + 1) + include;
    }

    /// <summary>What identifies a file (spec I-2): its path with <c>.</c> and <c>..</c> resolved and <c>/</c> between the parts.</summary>
    /// <param name="path">A path, absolute or relative to the working directory.</param>
    /// <param name="workingDirectory">Where relative paths start; null leaves them relative.</param>
    public static string Normalize(string path, string? workingDirectory = null)
    {
        string full = workingDirectory is null || IsAbsolute(path) ? path : workingDirectory + "/" + path;
        bool isAbsolute = IsAbsolute(full);
        var parts = new List<string>();
        foreach (string part in full.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            bool canGoUp = parts.Count > 0 && parts[parts.Count - 1] != "..";
            if (part == ".." && (canGoUp || isAbsolute))
            {
                parts.RemoveRange(Math.Max(parts.Count - 1, 0), canGoUp ? 1 : 0);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        string joined = string.Join("/", parts);
        return Array.IndexOf(Separators, full.Length > 0 ? full[0] : '\0') >= 0 ? "/" + joined : joined;
    }

    /// <summary>The last part of a path.</summary>
    /// <param name="path">A path.</param>
    public static string GetFileName(string path) => path.Substring(path.LastIndexOfAny(Separators) + 1);

    /// <summary>A file's path relative to a root file's directory: its module's name (spec I-6).</summary>
    /// <param name="path">The file, normalised.</param>
    /// <param name="rootPath">The root file, normalised in the same way.</param>
    public static string GetModuleName(string path, string rootPath)
    {
        string[] file = path.Split('/');
        string[] root = rootPath.Split('/');
        int common = 0;
        while (common < root.Length - 1 && common < file.Length - 1 && root[common] == file[common])
        {
            common++;
        }

        // A relative path that leaves the working directory can't be said in terms of one that leaves it further.
        if (Array.IndexOf(root, "..", common) >= 0)
        {
            return path;
        }

        var parts = new List<string>();
        for (int i = common; i < root.Length - 1; i++)
        {
            parts.Add("..");
        }

        for (int i = common; i < file.Length; i++)
        {
            parts.Add(file[i]);
        }

        return string.Join("/", parts);
    }

    private static bool IsAbsolute(string path) =>
        path.Length > 0
        && (Array.IndexOf(Separators, path[0]) >= 0 || (Separators.Length > 1 && path.Length > 2 && path[1] == ':' && Array.IndexOf(Separators, path[2]) >= 0));
}
