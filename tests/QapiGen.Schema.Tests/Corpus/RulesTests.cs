using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using QapiGen.Schema.Diagnostics;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Corpus;

/// <summary>Every rule of the language is documented and has a file that breaks it.</summary>
public sealed partial class RulesTests
{
    // Ranges (first digit of the id) that rules.md describes, and those whose rules a schema file can break.
    private const string DescribedRanges = "0124";
    private const string CorpusRanges = "012";

    // Rules that no schema file can break by its content, and where they are tested instead.
    private static readonly Dictionary<string, string> WithoutCorpusFile = new()
    {
        [SchemaRules.UnreadableRoot.Id] = "there is no file: SchemaLoaderTests",
        [SchemaRules.DroppedBranch.Id] = "depends on the symbols configured: DroppedBranchesTests",
    };

    private static List<SchemaRule> Rules { get; } = typeof(SchemaRules)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(null))
        .OfType<SchemaRule>()
        .OrderBy(rule => rule.Id, StringComparer.Ordinal)
        .ToList();

    [Fact]
    public void Ids_and_names_are_unique()
    {
        Assert.NotEmpty(Rules);
        Assert.Equal(Rules.Count, Rules.Select(rule => rule.Id).Distinct().Count());
        Assert.Equal(Rules.Count, Rules.Select(rule => rule.Name).Distinct().Count());
        Assert.All(Rules, rule => Assert.Matches("^QAPI[0-9]{4}$", rule.Id));
        Assert.All(Rules, rule => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", rule.Name));
    }

    [Fact]
    public void Every_rule_has_a_heading_with_an_example_and_a_mend()
    {
        string page = File.ReadAllText(RepositoryPaths.Get("generator", "rules.md")).ReplaceLineEndings("\n");
        Dictionary<string, string> sections = Heading().Split(page).Skip(1).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.All(Rules.Where(rule => IsIn(DescribedRanges, rule)), rule =>
        {
            Assert.True(sections.TryGetValue($"{rule.Id} {rule.Name}", out string? section), $"rules.md has no '## {rule.Id} {rule.Name}'");
            Assert.Contains("```", section, StringComparison.Ordinal);
            Assert.Contains("**Mend:**", section, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_rule_has_a_corpus_file_that_breaks_it()
    {
        string results = string.Concat(Directory
            .EnumerateFiles(Path.Combine(CorpusFile.Folder, "rejected"), "*.verified.txt", SearchOption.AllDirectories)
            .Select(File.ReadAllText));
        IEnumerable<string> missing = Rules
            .Where(rule => IsIn(CorpusRanges, rule) && !WithoutCorpusFile.ContainsKey(rule.Id) && !results.Contains($" {rule.Id} ", StringComparison.Ordinal))
            .Select(rule => $"{rule.Id} {rule.Name}");
        Assert.Equal([], missing);
    }

    [Fact]
    public void Every_heading_names_a_rule()
    {
        string page = File.ReadAllText(RepositoryPaths.Get("generator", "rules.md")).ReplaceLineEndings("\n");
        IEnumerable<string> known = Rules.Select(rule => $"{rule.Id} {rule.Name}");
        Assert.Equal([], Heading().Matches(page).Select(match => match.Groups[1].Value).Where(text => IsIn(DescribedRanges, text)).Except(known));
    }

    private static bool IsIn(string ranges, SchemaRule rule) => IsIn(ranges, rule.Id);

    private static bool IsIn(string ranges, string id) => ranges.Contains(id["QAPI".Length], StringComparison.Ordinal);

    [GeneratedRegex("^## (QAPI[0-9]{4} [a-z0-9-]+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
