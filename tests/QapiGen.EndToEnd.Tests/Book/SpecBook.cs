using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using QapiGen.TestSupport;

namespace QapiGen.EndToEnd.Tests.Book;

/// <summary>What can be cited of the specifications below <c>schema/spec</c>: sections by number, rules by id.</summary>
internal sealed partial class SpecBook
{
    private SpecBook(HashSet<string> sections, HashSet<string> rules)
    {
        Sections = sections;
        Rules = rules;
    }

    /// <summary>Sections such as <c>11.2</c>, or <c>A</c> for an appendix.</summary>
    public IReadOnlySet<string> Sections { get; }

    /// <summary>Rules such as <c>R-13</c>.</summary>
    public IReadOnlySet<string> Rules { get; }

    /// <summary>The document that a citation without another name means.</summary>
    public static SpecBook Language { get; } = Read("qapi-language.md");

    public static SpecBook Qmp { get; } = Read("qmp.md");

    public static SpecBook Jobs { get; } = Read("jobs.md");

    private static SpecBook Read(string file)
    {
        var sections = new HashSet<string>();
        var rules = new HashSet<string>();
        foreach (string line in File.ReadLines(RepositoryPaths.Get("schema", "spec", file)))
        {
            if (Heading().Match(line) is { Success: true } heading)
            {
                sections.Add(heading.Groups["number"].Value);
            }

            foreach (Match rule in Rule().Matches(line))
            {
                rules.Add(rule.Groups["id"].Value);
            }
        }

        return new SpecBook(sections, rules);
    }

    [GeneratedRegex(@"^#+ (Appendix )?(?<number>[A-Z]|\d+(\.\d+)*)\.? ")]
    private static partial Regex Heading();

    // A rule is declared in bold, alone or before its name: "- **R-13**", "| **S-71** |", "**R-1 Encoding.**".
    [GeneratedRegex(@"\*\*(?<id>[A-Z]-\d+)\b")]
    private static partial Regex Rule();
}
