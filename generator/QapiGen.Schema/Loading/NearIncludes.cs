using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Loading;

/// <summary>
/// What an include string that leads to nothing nearly is: one with other letter case, without blanks around its names, with slashes for backslashes, with the ending that it lacks; or one
/// that is mistyped. No folder is looked into but the one that the string names and, where that isn't there, those on the way to it.
/// </summary>
public static class NearIncludes
{
    private const string Ending = ".json";
    private const int MaxFound = 3;

    /// <summary>The include strings that may be meant; none if nothing is near.</summary>
    /// <param name="folders">Which names there are.</param>
    /// <param name="includingPath">Path of the including file as shown.</param>
    /// <param name="include">The include string.</param>
    public static IReadOnlyList<string> Find(ISchemaFolders folders, string includingPath, string include)
    {
        string[] parts = include.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Select(static part => part.Trim()).Where(static part => part.Length > 0 && part != ".").ToArray();
        if (parts.Length == 0)
        {
            return [];
        }

        string name = parts[parts.Length - 1];
        bool isAbsolute = include.TrimStart().StartsWith("/", StringComparison.Ordinal);
        string start = isAbsolute ? "/" : SchemaPath.Join(includingPath, "");
        string way = string.Concat(parts.Take(parts.Length - 1).Select(static part => part + "/"));
        string[] files = ListFiles(folders, start + way, includingPath);
        if (files.Length == 0 && way.Length > 0 && FollowAnyCase(folders, start, parts.Take(parts.Length - 1)) is string other)
        {
            way = other;
            files = ListFiles(folders, start + way, includingPath);
        }

        IEnumerable<string> same = files.Where(file => IsSame(file, name)).Select(file => (isAbsolute ? "/" : "") + way + file)
            .Concat(folders.Names.Concat(PackagedModules.Names).Where(known => IsSame(known, name)));
        string[] found = same.Any() ? same.ToArray() : Mistyped(files, name).Select(file => (isAbsolute ? "/" : "") + way + file).ToArray();
        return found.Where(file => file != include && IsWritable(file)).Distinct().OrderBy(static file => file, StringComparer.Ordinal).Take(MaxFound).ToArray();
    }

    // That a file includes itself isn't meant.
    private static string[] ListFiles(ISchemaFolders folders, string folder, string includingPath) =>
        folders.List(folder, isOfFolders: false).Where(file => SchemaPath.Normalize(folder + file) != SchemaPath.Normalize(includingPath)).ToArray();

    private static string? FollowAnyCase(ISchemaFolders folders, string start, IEnumerable<string> parts)
    {
        string way = "";
        foreach (string part in parts)
        {
            string? next = part == ".." ? part : folders.List(start + way, isOfFolders: true)
                .Where(name => string.Equals(name, part, StringComparison.OrdinalIgnoreCase)).OrderBy(name => name != part).ThenBy(static name => name, StringComparer.Ordinal).FirstOrDefault();
            if (next is null)
            {
                return null;
            }

            way += next + "/";
        }

        return way;
    }

    private static bool IsSame(string file, string name) =>
        string.Equals(file, name, StringComparison.OrdinalIgnoreCase) || string.Equals(file, name + Ending, StringComparison.OrdinalIgnoreCase);

    // The nearest; of what is short, or differs in a number, nobody knows whether it is mistyped.
    private static List<string> Mistyped(IEnumerable<string> files, string name)
    {
        string stem = StemOf(name);
        int best = Math.Max(1, stem.Length / 4);
        var found = new List<string>();
        foreach (string file in files.Where(file => stem.Length > 2 && EndingOf(file) == EndingOf(name) && WithoutDigits(file) != WithoutDigits(name)))
        {
            int distance = NameDistance.Of(StemOf(file).ToUpperInvariant(), stem.ToUpperInvariant(), best);
            if (distance < best)
            {
                best = distance;
                found.Clear();
            }

            if (distance == best)
            {
                found.Add(file);
            }
        }

        return found;
    }

    private static string StemOf(string name) => name.LastIndexOf('.') is > 0 and int end ? name.Substring(0, end) : name;

    private static string EndingOf(string name) => name.Substring(StemOf(name).Length).ToUpperInvariant();

    private static string WithoutDigits(string name) => string.Concat(name.ToUpperInvariant().Where(static letter => letter is < '0' or > '9'));

    // What a string of the language can hold without more ado.
    private static bool IsWritable(string include) => include.All(static letter => letter is >= ' ' and <= '~' and not ('\'' or '\\'));
}
