using System;
using System.Linq;

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
