using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml;
using QapiGen.LanguageServer.Files;
using QapiGen.LanguageServer.Programs;
using QapiGen.Schema.Loading;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>Reads the items of a project as they are written: what MSBuild would have to work out is left out, and known when it has answered.</summary>
internal static class ProjectItems
{
    private const string Schema = "QapiSchema";
    private const string Include = "QapiInclude";
    private const string Name = "Name";

    private static readonly string[] FolderProperties = ["$(MSBuildThisFileDirectory)", "$(MSBuildProjectDirectory)/", "$(ProjectDir)"];
    private static readonly string[] Metadata = ["Dialect", "Conditions", "Baseline", "Suppressions", "Profile", "Commands", "Events", "Role", Name];

    /// <summary>The schemas of a project; none if it can't be read.</summary>
    public static EvaluatedProject Read(string path)
    {
        var schemas = new List<EvaluatedSchema>();
        var includes = new List<(string Name, string Path)>();
        try
        {
            // A pipe would keep every editor's request waiting, and a link may lead to the one that the editor itself writes to.
            using var reader = XmlReader.Create(new MemoryStream(FileBytes.Read(path, PathOrigin.Found)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName is Schema or Include && reader.GetAttribute("Include") is { } include)
                {
                    bool isRoot = reader.LocalName == Schema;
                    Dictionary<string, string> metadata = ReadMetadata(reader);
                    foreach (string file in include.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(part => Resolve(Path.GetDirectoryName(path)!, part)))
                    {
                        if (isRoot)
                        {
                            schemas.Add(new EvaluatedSchema(file, metadata));
                        }
                        else if (metadata[Name].Length > 0)
                        {
                            includes.Add((metadata[Name], file));
                        }
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return new EvaluatedProject([], []);
        }

        return new EvaluatedProject(schemas, includes);
    }

    // What has to be worked out says nothing.
    private static Dictionary<string, string> ReadMetadata(XmlReader reader)
    {
        Dictionary<string, string> metadata = Metadata.ToDictionary(static name => name, name => Known(reader.GetAttribute(name)));
        if (!reader.IsEmptyElement)
        {
            int depth = reader.Depth;
            while (reader.Read() && reader.Depth > depth)
            {
                if (reader.NodeType == XmlNodeType.Element && metadata.ContainsKey(reader.LocalName))
                {
                    string name = reader.LocalName;
                    metadata[name] = reader.Read() && reader.NodeType == XmlNodeType.Text ? Known(reader.Value.Trim()) : "";
                }
            }
        }

        return metadata;
    }

    private static string Known(string? text)
    {
        text = WithoutFolder(text ?? "");
        return text.Contains("$(", StringComparison.Ordinal) ? "" : text;
    }

    private static string WithoutFolder(string text)
    {
        foreach (string property in FolderProperties)
        {
            text = text.StartsWith(property, StringComparison.OrdinalIgnoreCase) ? text[property.Length..] : text;
        }

        return text;
    }

    private static IEnumerable<string> Resolve(string folder, string text)
    {
        text = WithoutFolder(text).Replace('\\', '/');
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
}
