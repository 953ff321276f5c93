using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using QapiGen.LanguageServer.Files;

namespace QapiGen.Cli.Files;

/// <summary>Finds the roots among files: schemas that no other one includes.</summary>
internal static partial class SchemaRoots
{
    private static readonly string Deep = "/" + string.Concat(Enumerable.Repeat("folder/", 64));

    private const string Words = "'(include|pragma|enum|struct|union|alternate|command|event)'";

    // What a line of a schema has, whatever its file is called and however it is laid out: git looks at one line at a time.
    private const string Candidate = Words + "[[:space:]]*(:|$)";

    /// <summary>The roots of the working tree, and those that projects there name, relative to the working directory.</summary>
    /// <param name="files">The files.</param>
    /// <param name="directory">The folder to look in and below, absolute.</param>
    /// <param name="faulty">Files that make no part of what they include.</param>
    /// <exception cref="Output.CallException">There is no git or no repository.</exception>
    public static IEnumerable<string> FindInWorkTree(IFileSystem files, string directory, IReadOnlyCollection<string>? faulty = null)
    {
        IEnumerable<string> Here(IEnumerable<string> paths) => paths.Select(path => Path.GetRelativePath(files.CurrentDirectory, Path.Combine(directory, path)).Replace('\\', '/'));
        return Find(files, Here(GitTree.ListWorkTree(directory, "*.json").Union(GitTree.SearchWorkTree(directory, Candidate))), faulty)
            .Union(ProjectRoots.Find(files, Here(GitTree.ListWorkTree(directory, ProjectRoots.Patterns))), StringComparer.Ordinal);
    }

    /// <summary>The roots of a commit below the folder that it was asked for in.</summary>
    public static IEnumerable<string> FindInCommit(GitTree tree, IReadOnlyCollection<string>? faulty = null) =>
        Find(tree, tree.FilesBelowHere.Where(static path => path.EndsWith(".json", StringComparison.Ordinal)).Union(tree.SearchBelowHere(Candidate)), faulty)
            .Union(ProjectRoots.Find(tree, tree.FilesBelowHere.Where(ProjectRoots.IsProject)), StringComparer.Ordinal);

    /// <summary>The roots, in order.</summary>
    /// <param name="files">The files.</param>
    /// <param name="paths">Paths of candidates.</param>
    /// <param name="faulty">Those that make no part of what they include; null for none.</param>
    public static string[] Find(IFileSystem files, IEnumerable<string> paths, IReadOnlyCollection<string>? faulty = null)
    {
        var schemas = new List<string>();
        var included = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            string text = Encoding.UTF8.GetString(FoundFiles.TryRead(files, path) ?? []);
            if (!Start().IsMatch(text) || (!path.EndsWith(".json", StringComparison.Ordinal) && !Definition().IsMatch(text)))
            {
                continue;
            }

            schemas.Add(path);
            if (faulty?.Contains(path) == true)
            {
                continue;
            }

            foreach (Match match in Include().Matches(WithoutComments(text)))
            {
                included.Add(Normalize(Path.Combine(Path.GetDirectoryName(path)!, match.Groups[1].Value)));
            }
        }

        return schemas.Where(path => !included.Contains(Normalize(path))).Order(StringComparer.Ordinal).ToArray();
    }

    // What a comment only mentions isn't included.
    private static string WithoutComments(string text) => StringOrComment().Replace(text, static match => match.Value[0] == '#' ? string.Empty : match.Value);

    // What leads upwards stays above what doesn't.
    private static string Normalize(string path) => Path.GetFullPath(Path.Combine(Deep, path));

    // A schema has single quotes where JSON has double ones.
    [GeneratedRegex(@"\A\uFEFF?(?:\s|#[^\n]*\n)*\{(?:\s|#[^\n]*\n)*'")]
    private static partial Regex Start();

    // Other files have these words, too; as the first in braces, and after such a start, only a schema has them.
    [GeneratedRegex(@"\{(?:\s|#[^\n]*\n)*" + Words + @"(?:\s|#[^\n]*\n)*:")]
    private static partial Regex Definition();

    [GeneratedRegex(@"'(?:\\.|[^'\\\n])*'|#[^\n]*")]
    private static partial Regex StringOrComment();

    [GeneratedRegex(@"\{\s*'include'\s*:\s*'([^']+)'")]
    private static partial Regex Include();
}

/// <summary>Finds the root in a folder that somebody named instead.</summary>
internal static class SchemaFolders
{
    private static readonly string[] UsualRoots = ["qapi/qapi-schema.json", "qapi-schema.json"];

    /// <summary>The file to read where a root or its folder is named: what lies in a folder is found there, whoever names that.</summary>
    public static (string Root, PathOrigin Origin) Enter(IFileSystem files, string root, PathOrigin origin) =>
        FindRoot(files, root) is string inside ? (inside, PathOrigin.Found) : (root, origin);

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
