using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Book;

/// <summary>Code, rules and documentation cite specifications; what they cite is in the repository, and what is there is tested.</summary>
public sealed class CitationTests
{
    /// <summary>Rules that say nothing a program could be asked: W-26 is about texts that aren't JSON and never reach a schema's types.</summary>
    private static readonly string[] s_untested = ["W-26"];

    [Fact]
    public void Every_citation_resolves()
    {
        Citation[] citations = [.. Citations.Files().SelectMany(Citations.In)];
        string[] unresolved = [.. citations.Where(static citation => !Resolves(citation))
            .Select(static citation => $"{citation.File}: {citation.Book} {citation.Target}").Distinct()];

        Assert.Empty(unresolved);
        Assert.True(citations.Length > 700, $"only {citations.Length} citations found: does the test still see them?");
    }

    // Also where a rule is named without "spec", and where rules of the book name each other.
    [Fact]
    public void Every_rule_of_the_language_that_is_named_is_there()
    {
        string[] unknown = [.. Citations.Files().SelectMany(static path => Citations.Named(path)
            .Where(static rule => SpecBook.Language.Rules.Any(known => known[0] == rule[0]) && !SpecBook.Language.Rules.Contains(rule))
            .Select(rule => $"{Path.GetRelativePath(RepositoryPaths.Root, path)}: {rule}"))];

        Assert.Empty(unknown);
    }

    [Fact]
    public void Rules_of_comparison_are_those_of_the_book()
    {
        string[] documented = [.. Citations.Comparisons(RepositoryPaths.Get("generator", "rules.md"), "## ")];
        string[] inBook = [.. Citations.Comparisons(RepositoryPaths.Get("schema", "spec", "evolution-rules.md"), "| ")];

        Assert.Equal(documented, inBook);
    }

    [Fact]
    public void Every_rule_of_the_language_stands_at_a_test()
    {
        string tests = RepositoryPaths.Get("tests") + Path.DirectorySeparatorChar;
        IEnumerable<string> tested = Citations.Files()
            .Where(path => path.StartsWith(tests, StringComparison.Ordinal) && Path.GetFileName(path) != "CitationTests.cs")
            .SelectMany(Citations.RulesIn);

        Assert.True(SpecBook.Language.Rules.Count >= 300, $"only {SpecBook.Language.Rules.Count} rules found");
        Assert.Empty(SpecBook.Language.Rules.Except(s_untested).Except(tested));
    }

    private static bool Resolves(Citation citation) => citation.Book switch
    {
        "QMP" => SpecBook.Qmp.Sections.Contains(citation.Target),
        "JOBS" => SpecBook.Jobs.Sections.Contains(citation.Target),
        _ => SpecBook.Language.Sections.Contains(citation.Target) || SpecBook.Language.Rules.Contains(citation.Target),
    };
}
