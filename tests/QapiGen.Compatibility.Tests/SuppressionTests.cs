using System.IO;
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
        CompatibilityReport left = Parse("# accepted\n\nQAPI3101 a # nobody called it\nQAPI3304 b.* # never worked\n").Apply(Report);
        Assert.Equal(["QAPI3201 E"], left.Findings.Select(f => $"{f.Rule.Id} {f.Path}"));
    }

    [Fact]
    public void Suppression_that_matches_nothing_is_reported_at_its_line()
    {
        CompatibilityFinding finding = Parse("QAPI3101 a # nobody called it\nQAPI3102 a # x\n").Apply(Report).Findings.Single(f => f.Rule.Id == "QAPI3902");
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

    [Fact]
    public void Written_file_is_sorted_and_suppresses_everything()
    {
        var text = new StringWriter { NewLine = "\n" };
        SuppressionFile.Write([Report], "why", text);

        SuppressionFile file = Parse(text.ToString());
        Assert.Empty(file.Faults);
        Assert.Equal(4, file.Entries.Count);
        Assert.Empty(file.Apply(Report).Findings);
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
        var text = new StringWriter { NewLine = "\n" };
        SuppressionFile.Write([report], "why", text);

        SuppressionFile file = Parse(text.ToString());
        Assert.Empty(file.Faults);
        Assert.Equal(3, file.Entries.Count);
        Assert.Contains("# QAPI3101 can't be accepted here: ", text.ToString());
        Assert.Equal("QAPI3101", Assert.Single(file.Apply(report).Findings).Rule.Id);
    }

    private static SuppressionFile Parse(string text) => SuppressionFile.Parse(new SchemaFile("accepted.txt", text));
}
