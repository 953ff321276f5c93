using System;
using System.Linq;

namespace QapiGen.Cli.Files;

/// <summary>Finds the root in a folder that somebody named instead.</summary>
internal static class SchemaFolders
{
    private static readonly string[] UsualRoots = ["qapi/qapi-schema.json", "qapi-schema.json"];

    /// <summary>The root in a folder that is one release's tree: the usual ones, or its only schema; null if there is none, or it is no folder.</summary>
    public static string? FindRoot(IFileSystem files, string folder)
    {
        if (folder.Length == 0 || !files.DirectoryExists(folder))
        {
            return null;
        }

        string? usual = UsualRoots.Select(r => $"{folder.TrimEnd('/')}/{r}").FirstOrDefault(files.FileExists);
        string[] schemas = files.List(folder).Where(n => n.EndsWith(".json", StringComparison.Ordinal)).ToArray();
        return usual ?? (schemas.Length == 1 ? $"{folder.TrimEnd('/')}/{schemas[0]}" : null);
    }
}
