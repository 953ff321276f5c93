using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.TestSupport;

namespace QapiGen.EndToEnd.Tests.Book;

/// <summary>One place of a text that names a section or a rule of a specification.</summary>
/// <param name="File">The file, relative to the repository.</param>
/// <param name="Book">Which specification: empty for the language, <c>QMP</c>, <c>jobs</c>.</param>
/// <param name="Target">A section's number or a rule's id.</param>
internal sealed record Citation(string File, string Book, string Target);

/// <summary>Finds citations in code, rules and documentation.</summary>
internal static partial class Citations
{
    private static readonly string[] s_folders = ["docs", "generator", "runtime", "samples", "schema", "tests"];
    private static readonly string[] s_endings = [".cs", ".md", ".json", ".props", ".targets"];

    /// <summary>The files of the repository that may cite.</summary>
    public static IEnumerable<string> Files() =>
        s_folders.SelectMany(static folder => Walk(new DirectoryInfo(RepositoryPaths.Get(folder))))
            .Concat(new DirectoryInfo(RepositoryPaths.Root).EnumerateFiles("*.md"))
            .Where(static file => s_endings.Contains(file.Extension))
            .Select(static file => file.FullName);

    public static IEnumerable<Citation> In(string path)
    {
        string text = Joint().Replace(File.ReadAllText(path), " ");
        string name = Path.GetRelativePath(RepositoryPaths.Root, path);
        foreach (Match match in Cited().Matches(text))
        {
            string book = match.Groups["book"].Value.ToUpperInvariant();
            foreach (string target in Targets(match.Groups["targets"].Value))
            {
                yield return new Citation(name, book, target);
            }
        }

        foreach (Match match in Trait().Matches(text))
        {
            foreach (string target in Targets(match.Groups["targets"].Value))
            {
                yield return new Citation(name, "", target);
            }
        }
    }

    /// <summary>Every rule that a text names in any way, those of a row such as <c>S-10 to S-45</c> included.</summary>
    public static IEnumerable<string> RulesIn(string path)
    {
        foreach (Match match in Rules().Matches(File.ReadAllText(path)))
        {
            int first = int.Parse(match.Groups["first"].Value, CultureInfo.InvariantCulture);
            int last = match.Groups["last"] is { Success: true } end ? int.Parse(end.Value, CultureInfo.InvariantCulture) : first;
            for (int number = first; number <= last; number++)
            {
                yield return $"{match.Groups["letter"].Value}-{number}";
            }
        }
    }

    /// <summary>Every rule that a text names, in any way.</summary>
    public static IEnumerable<string> Named(string path) => Name().Matches(File.ReadAllText(path)).Select(static match => match.Value);

    /// <summary>The rules of comparison at the beginning of a file's lines, behind <paramref name="mark"/>, in their order.</summary>
    public static IEnumerable<string> Comparisons(string path, string mark) =>
        File.ReadLines(path).Where(line => line.StartsWith(mark + "QAPI3", StringComparison.Ordinal)).Select(line => line.Substring(mark.Length, "QAPI3000".Length));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories()
            .Where(static inner => inner.Name is not ("bin" or "obj" or "artifacts" or "node_modules"))
            .SelectMany(Walk));

    private static IEnumerable<string> Targets(string list) =>
        Target().Matches(list).Select(static match => match.Value.TrimEnd('.'));

    // A comment goes on in its next line.
    [GeneratedRegex(@"\s*\r?\n\s*(///?|#)?\s*")]
    private static partial Regex Joint();

    private const string One = @"(?-i:[A-Z]-\d+|\d+(\.\d+)*|[A-Z]\b)";

    [GeneratedRegex(@"\b((?<book>QMP|jobs)\s+)?spec\s+((section|appendix|rule)s?\s+)?(?<targets>" + One + @"(\s*(,|;|to|and|or)\s+" + One + ")*)", RegexOptions.IgnoreCase)]
    private static partial Regex Cited();

    [GeneratedRegex(@"Trait\(""spec"", ""(?<targets>[^""]+)""")]
    private static partial Regex Trait();

    [GeneratedRegex(@"\b(?<letter>[A-Z])-(?<first>\d+)\b( to \k<letter>-(?<last>\d+))?")]
    private static partial Regex Rules();

    [GeneratedRegex(@"\b[A-Z]-\d+\b")]
    private static partial Regex Name();

    [GeneratedRegex(@"[A-Z]-\d+|\d+(\.\d+)*|\b[A-Z]\b")]
    private static partial Regex Target();
}
