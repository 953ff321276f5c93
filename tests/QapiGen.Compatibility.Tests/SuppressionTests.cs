using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Suppressions;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Compatibility.Tests;

public sealed class SuppressionTests
{
    private static readonly CompatibilityReport Report = SchemaComparer.Compare(
        Schemas.Wire("{ 'command': 'a' }\n{ 'command': 'b', 'data': { '*x': 'int', '*y': 'int' } }\n{ 'event': 'E' }"),
        Schemas.Wire("{ 'command': 'b', 'data': { } }"));

    [Fact]
    public void Suppressed_findings_are_left_out()
    {
        CompatibilityReport left = Parse("# accepted\n\nQAPI3101 a # nobody called it\nQAPI3304 b.* # never worked\n").Apply([Report], [])[0];
        Assert.Equal(["QAPI3201 E"], left.Findings.Select(f => $"{f.Rule.Id} {f.Path}"));
    }

    [Fact]
    public void Suppression_that_matches_nothing_is_reported_at_its_line()
    {
        CompatibilityFinding finding = Parse("QAPI3101 a # nobody called it\nQAPI3102 a # x\n").Apply([Report], [])[0].Findings.Single(f => f.Rule.Id == "QAPI3902");
        Assert.Equal(Verdict.Risky, finding.Verdict);
        Assert.Equal(2, finding.New?.Position.Line);
        Assert.Contains("QAPI3102", finding.Message);
    }

    [Theory]
    [InlineData("QAPI3101 a", "needs a reason")]
    [InlineData("QAPI3101 # x", "is 'QAPI3nnn path # reason'")]
    [InlineData("CS0618 a # x", "is 'QAPI3nnn path # reason'")]
    [InlineData("QAPI3101 a # x\nQAPI3101 a # y", "twice")]
    [InlineData("QAPI3201 E # x\nQAPI3101 a # y", "belongs before QAPI3201 'E'")]
    public void Faults_of_a_file_are_found(string text, string fault) =>
        Assert.Contains(fault, Assert.Single(Parse(text).Faults).ToString());

    [Theory]
    [InlineData("QAPI3999", "'QAPI3999' is no rule of comparison")]
    [InlineData("QAPI3", "'QAPI3' is no rule of comparison")]
    [InlineData("QAPI31010", "'QAPI31010' is no rule of comparison")]
    [InlineData("QAPI3901", "QAPI3901 can't be accepted: where nothing could be compared, nothing may pass")]
    [InlineData("QAPI3902", "QAPI3902 can't be accepted: mend the line that it is about")]
    [InlineData("QAPI3906", "QAPI3906 can't be accepted: mend the line that it is about")]
    public void Line_of_a_rule_that_isnt_there_or_cant_be_accepted_is_a_fault_at_its_place(string rule, string fault) =>
        Assert.Equal($"accepted.txt(2,1): error QAPI3906: {fault}", Assert.Single(Parse($"QAPI3101 a # nobody called it\n{rule} drive-backup # x\n").Faults).ToString());

    [Fact]
    public void Every_other_rule_can_be_accepted() =>
        Assert.All(
            CompatibilityRuleCatalog.All.Where(rule => rule.Id is not ("QAPI3901" or "QAPI3902" or "QAPI3906")),
            rule => Assert.Empty(Parse($"{rule.Id} a # why").Faults));

    [Fact]
    public void What_only_a_wider_comparison_finds_is_needed()
    {
        SuppressionFile file = Parse("QAPI3101 a # asked for elsewhere\nQAPI3101 q # mistyped\n");
        var empty = new CompatibilityReport([], CompatibilityProfile.Full);

        Assert.Equal(["a", "q"], file.Apply([empty], [])[0].Findings.Select(f => f.Path));
        Assert.Equal(["q"], file.Apply([empty], Report.Findings)[0].Findings.Select(f => f.Path));
        Assert.Empty(file.Apply([empty], null)[0].Findings);
    }

    [Fact]
    public void Written_file_is_sorted_and_suppresses_everything()
    {
        string text = Parse("").Extend([Report], "why");

        SuppressionFile file = Parse(text);
        Assert.Empty(file.Faults);
        Assert.Equal(4, file.Entries.Count);
        Assert.Empty(file.Apply([Report], [])[0].Findings);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("* #")]
    [InlineData("a*")]
    [InlineData("a b")]
    [InlineData("a#b")]
    [InlineData("a\nQAPI3101 * # forged")]
    [InlineData("a\u2028b")]
    public void Path_that_reads_back_as_something_else_is_not_accepted(string path)
    {
        var report = new CompatibilityReport([.. Report.Findings.Select(f => f.Path == "a" ? f with { Path = path } : f)], Report.Profile);
        string text = Parse("").Extend([report], "why");

        SuppressionFile file = Parse(text);
        Assert.Empty(file.Faults);
        Assert.Equal(3, file.Entries.Count);
        Assert.Contains("# QAPI3101 can't be accepted here: ", text);
        Assert.Equal("QAPI3101", Assert.Single(file.Apply([report], [])[0].Findings).Rule.Id);
    }

    private static SuppressionFile Parse(string text) => SuppressionFile.Parse(new SchemaFile("accepted.txt", text));
}
