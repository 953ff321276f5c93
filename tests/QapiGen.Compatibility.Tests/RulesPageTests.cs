using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Compatibility.Configuration;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Rules;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Compatibility.Tests;

public sealed class RulesPageTests
{
    [Fact]
    public void Every_rule_has_a_heading_with_an_example_and_a_mend()
    {
        string[] sections = File.ReadAllText(RepositoryPaths.Get("generator", "rules.md")).ReplaceLineEndings("\n").Split("\n## ");
        IEnumerable<string> headings = CompatibilityRules.All.Select(r => r.Descriptor).Append(ComparisonIncomplete.Rule).Select(r => $"{r.Id} {r.Name}")
            .Append("QAPI3902 suppression-unused").Append($"{SideEmpty.Id} {SideEmpty.Rule.Name}").Append($"{PerhapsNotBuilt.Id} {PerhapsNotBuilt.Rule.Name}")
            .Append($"{RootLeftOut.Id} {RootLeftOut.Rule.Name}").Append($"{ReleaseLeftOut.Id} {ReleaseLeftOut.Rule.Name}");
        Assert.All(headings, heading =>
        {
            string? section = Array.Find(sections, s => s.StartsWith(heading + "\n", StringComparison.Ordinal));
            Assert.True(section is not null, $"rules.md has no '## {heading}'");
            Assert.Contains("```", section, StringComparison.Ordinal);
            Assert.Contains("**Mend:**", section, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Error_that_the_guide_shows_is_what_a_breaking_change_says()
    {
        CompatibilityFinding finding = Assert.Single(SchemaComparer.Compare(
            Schemas.Wire("{ 'command': 'restart' }"), Schemas.Wire("{ 'command': 'restart', 'data': { 'reason': 'str' } }")).Findings);

        Assert.Equal(Verdict.Breaking, finding.Verdict);
        string shown = Assert.Single(File.ReadAllLines(RepositoryPaths.Get("docs", "guides", "keep-compatible.md")), line => line.Contains("error QAPI", StringComparison.Ordinal));
        Assert.EndsWith($": error {finding.Rule.Id}: {BuildVerdict.Of(finding, ProjectConfiguration.Empty).Text}", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_heading_of_the_range_names_a_rule()
    {
        IEnumerable<string> known = CompatibilityRules.All.Select(r => r.Descriptor.Id).Concat(CompatibilityRuleCatalog.All.Select(r => r.Id));
        IEnumerable<string> described = File.ReadAllLines(RepositoryPaths.Get("generator", "rules.md"))
            .Where(l => l.StartsWith("## QAPI3", StringComparison.Ordinal)).Select(l => l.Split(' ')[1]);
        Assert.Equal([], described.Except(known));
    }
}
