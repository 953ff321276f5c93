using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml;
using System.Xml.Linq;

namespace QapiGen.Cli.Files;

/// <summary>Finds the roots that projects name, as they are written: without MSBuild, which would have to be asked of each of them.</summary>
internal static class ProjectRoots
{
    private static readonly char[] Computed = ['$', '@', '%', '*', '?'];

    /// <summary>Patterns of projects and of what they have in common.</summary>
    public static string[] Patterns { get; } = ["*.csproj", "*.fsproj", "*.vbproj", "*.props", "*.targets"];

    /// <summary>Whether a file may be one of these.</summary>
    public static bool IsProject(string path) => Array.Exists(Patterns, pattern => path.EndsWith(pattern[1..], StringComparison.Ordinal));

    /// <summary>The files that <c>QapiSchema</c> items of projects include, if they are there; a name that MSBuild would have to work out is left to the search.</summary>
    /// <param name="files">The files.</param>
    /// <param name="projects">Paths of the projects.</param>
    public static IEnumerable<string> Find(IFileSystem files, IEnumerable<string> projects) =>
        from project in projects
        let content = FoundFiles.TryRead(files, project)
        where content is not null
        from include in Includes(content)
        from name in include.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        where name.IndexOfAny(Computed) < 0
        let path = Join(Path.GetDirectoryName(project) ?? string.Empty, name.Replace('\\', '/'))
        where files.FileExists(path)
        select path;

    private static string Join(string folder, string name)
    {
        string joined = folder.Length == 0 ? name : $"{folder.Replace('\\', '/')}/{name}";
        return Path.IsPathRooted(name) ? name : Path.IsPathRooted(joined) ? joined : GitEntries.Normalize(joined) ?? joined;
    }

    private static IEnumerable<string> Includes(byte[] project)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(project), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return [.. XDocument.Load(reader).Descendants().Where(static element => element.Name.LocalName == "QapiSchema").Select(static item => (string?)item.Attribute("Include")).OfType<string>()];
        }
        catch (XmlException)
        {
            // Its build says so.
            return [];
        }
    }
}
