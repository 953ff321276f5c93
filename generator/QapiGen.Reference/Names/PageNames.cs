using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace QapiGen.Reference.Names;

/// <summary>File names of pages, without extension.</summary>
internal sealed class PageNames
{
    /// <summary>The contents.</summary>
    public const string Contents = "index";

    /// <summary>All names in order.</summary>
    public const string Names = "names";

    /// <summary>What is different from the baseline.</summary>
    public const string Changes = "changes";

    /// <summary>The built-in types.</summary>
    public const string BuiltinTypes = "builtin-types";

    // What Windows takes for a device, whatever the extension.
    private static readonly string[] Devices =
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" })];

    private readonly UniqueNames _names = new([Contents, Names, Changes, BuiltinTypes, "toc", "search", "manual", .. Devices]);

    /// <summary>The name of a module's page. No name of a module leads out of the folder, or to a name that a file system keeps for itself.</summary>
    public string Take(string module)
    {
        string stem = module.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? module[..^".json".Length] : module;
        string slug = Slug.Of(stem.Replace("../", "", StringComparison.Ordinal)).Replace('.', '-').Trim('-', '_');
        return _names.Take(slug.Length == 0 ? "module" : slug);
    }
}

/// <summary>Gives each name once: a second one gets a number.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> _taken;

    /// <summary>Makes a set in which some names are taken.</summary>
    public UniqueNames(params string[] taken) => _taken = new HashSet<string>(taken, StringComparer.Ordinal);

    /// <summary>The name, or with a number behind it if it is taken.</summary>
    public string Take(string wanted)
    {
        string name = wanted;
        for (int number = 2; !_taken.Add(name); number++)
        {
            name = wanted + "-" + number.ToString(CultureInfo.InvariantCulture);
        }

        return name;
    }
}

/// <summary>Names that are safe in addresses and file systems, whatever a schema calls things.</summary>
internal static class Slug
{
    private const int MaxLength = 80;

    /// <summary>Small letters, digits, <c>-</c>, <c>_</c> and <c>.</c>; not empty, and no longer than file systems allow.</summary>
    public static string Of(string text)
    {
        var slug = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (char c in text)
        {
            if (slug.Length == MaxLength)
            {
                break;
            }

            slug.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : c is '_' or '.' or '-' ? c : '-');
        }

        return slug.Length == 0 ? "-" : slug.ToString();
    }
}
