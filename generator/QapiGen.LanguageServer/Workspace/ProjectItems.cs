using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml;
using QapiGen.Schema.Loading;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>Reads the <c>QapiSchema</c> items of a project as they are written: MSBuild isn't asked, so what it would have to work out is left out.</summary>
internal static class ProjectItems
{
    private const string Item = "QapiSchema";

    private static readonly string[] FolderProperties = ["$(MSBuildThisFileDirectory)", "$(MSBuildProjectDirectory)/", "$(ProjectDir)"];
    private static readonly string[] Metadata = ["Dialect", "Conditions", "Baseline"];

    /// <summary>The roots of a project; none if it can't be read.</summary>
    public static IReadOnlyList<RootSettings> Read(string path)
    {
        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var roots = new List<RootSettings>();
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName == Item && reader.GetAttribute("Include") is { } include)
                {
                    roots.AddRange(ReadItem(reader, Path.GetDirectoryName(path)!, include));
                }
            }

            return roots;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return [];
        }
    }

    private static RootSettings[] ReadItem(XmlReader reader, string folder, string include)
    {
        Dictionary<string, string> metadata = Metadata.ToDictionary(static name => name, name => reader.GetAttribute(name) ?? "");
        if (!reader.IsEmptyElement)
        {
            int depth = reader.Depth;
            while (reader.Read() && reader.Depth > depth)
            {
                if (reader.NodeType == XmlNodeType.Element && metadata.ContainsKey(reader.LocalName))
                {
                    string name = reader.LocalName;
                    metadata[name] = reader.Read() && reader.NodeType == XmlNodeType.Text ? reader.Value.Trim() : "";
                }
            }
        }

        string? baseline = Resolve(folder, metadata["Baseline"]).FirstOrDefault();
        return [.. include.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .SelectMany(part => Resolve(folder, part))
            .Select(root => new RootSettings(root, NullIfEmpty(metadata["Dialect"]), NullIfEmpty(metadata["Conditions"]), baseline))];
    }

    private static IEnumerable<string> Resolve(string folder, string text)
    {
        foreach (string property in FolderProperties)
        {
            text = text.StartsWith(property, StringComparison.OrdinalIgnoreCase) ? text[property.Length..] : text;
        }

        text = text.Replace('\\', '/');
        if (text.Length == 0 || text.Contains('$', StringComparison.Ordinal))
        {
            return [];
        }

        string path = Path.Combine(folder, text);
        bool isPattern = text.Contains('*', StringComparison.Ordinal);
        return !isPattern ? [SchemaPath.Normalize(path)]
            : Directory.Exists(Path.GetDirectoryName(path)) ? Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path)).Order(StringComparer.Ordinal).Select(static file => SchemaPath.Normalize(file))
            : [];
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
