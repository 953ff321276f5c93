using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.TestSupport;

namespace QapiGen.Docs.Tests;

/// <summary>The repository's Markdown.</summary>
internal static class Pages
{
    /// <summary>Every page, relative to the repository, but corpora and expected files.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Walk(new DirectoryInfo(RepositoryPaths.Root))
            .Select(static file => Path.GetRelativePath(RepositoryPaths.Root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    /// <summary>Those that show how something is used.</summary>
    public static IEnumerable<string> Manuals => All.Where(static page => page.StartsWith("docs/guides/", StringComparison.Ordinal) || Path.GetFileName(page) == "README.md");

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles("*.md").Where(static file => !file.Name.Contains(".verified.", StringComparison.Ordinal) && !file.Name.Contains(".received.", StringComparison.Ordinal))
            .Concat(folder.EnumerateDirectories()
                .Where(static inner => inner.Name is not ("bin" or "obj" or "artifacts" or "node_modules" or "corpus" or ".git" or "TestResults"))
                .SelectMany(Walk));
}
