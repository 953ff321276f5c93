using System.Linq;
using QapiGen.Compatibility.Configuration;
using QapiGen.Compatibility.Findings;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Compatibility.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void Every_setting_is_read()
    {
        ProjectConfiguration read = Parse("""
            # what this project says once
            roots = [
              "api.json",   # the first
              'other\x.json',
            ]
            dialect = "10.2"
            conditions = "CONFIG_A,CONFIG_B"
            profile = 'client'
            fail-on = "risky"
            baseline = "git:origin/main"
            "suppressions" = "acc\u0065pted\t.txt"

            [severity]
            QAPI3311 = "warning"
            QAPI3101 = "none" # gone
            """);

        Assert.Empty(read.Faults);
        Assert.Equal(["api.json", "other\\x.json"], read.Roots);
        Assert.Equal(("10.2", "CONFIG_A,CONFIG_B", "risky", "git:origin/main", "accepted\t.txt"), (read.Dialect, read.Conditions, read.FailOn, read.Baseline, read.Suppressions));
        Assert.Equal(CompatibilityProfile.Client, read.Profile);
        Assert.Equal(FindingLevel.Warning, read.Severities["QAPI3311"]);
        Assert.Equal(FindingLevel.None, read.Severities["QAPI3101"]);
    }

    [Fact]
    public void Conditions_are_a_text_or_an_array()
    {
        Assert.Equal("A,B", Parse("conditions = [ 'A', \"B\" ]").Conditions);
        Assert.Equal("A,B", Parse("conditions = 'A,B'").Conditions);
        foreach (string whole in new[] { "conditions = 'all'", "conditions = [ 'none' ]", "conditions = '*'", "conditions = 'A; B'" })
        {
            Assert.Empty(Parse(whole).Faults);
        }
    }

    [Theory]
    [InlineData("dialect = 10", "q.toml(1,1): error: a string in quotes was expected")]
    [InlineData("\ndialect = \"10.2", "q.toml(2,1): error: a string doesn't end")]
    [InlineData("dialect = '10.3'", "q.toml(1,1): error: '10.3' is no dialect")]
    [InlineData("profile = '1'", "q.toml(1,1): error: profile is full, client, server, source, introspection, stored, policy, not '1'")]
    [InlineData("fail-on = 'always'", "q.toml(1,1): error: fail-on is breaking, risky, never, not 'always'")]
    [InlineData("roots = 'a'", "q.toml(1,1): error: roots is a list: roots = [ \"a\" ]")]
    [InlineData("baseline = [ 'a' ]", "q.toml(1,1): error: baseline is one text, not a list")]
    [InlineData("# c\n[severity]\nQAPI1001 = 'error'", "q.toml(3,1): error: 'QAPI1001' is no rule of comparison")]
    [InlineData("\uFEFFroot = 'a'", "q.toml(1,1): error: 'root' is no setting; there are roots, dialect, conditions, profile, fail-on, baseline, suppressions, and [severity]")]
    [InlineData("[severity]\nQAPI3901 = 'none'", "q.toml(2,1): error: QAPI3901 stays an error: where nothing could be compared, nothing may pass")]
    [InlineData("[severity]\nQAPI3101 = '1'", "q.toml(2,1): error: the severity of QAPI3101 is 'error', 'warning', 'note' or 'none', not '1'")]
    [InlineData("\nconditions = [ 'all', 'X' ]", "q.toml(2,1): error: 'all' says of every 'if' symbol whether it is defined, and goes with no other word: not 'all,X'")]
    [InlineData("conditions = 'X none'", "q.toml(1,1): error: 'none' says of every 'if' symbol whether it is defined, and goes with no other word: not 'X none'")]
    [InlineData("conditions = [ 'X', 'A-B' ]", "q.toml(1,1): error: 'A-B' is no 'if' symbol")]
    [InlineData("conditions = [ ]", "q.toml(1,1): error: conditions without a word say nothing: write all, none, or names of 'if' symbols")]
    [InlineData("[other]\nx = 'y'", "q.toml(2,1): error: 'other.x' is no setting")]
    [InlineData("profile = 'full'\nprofile = 'full'", "q.toml(2,1): error: 'profile' is there twice")]
    [InlineData("profile = 'full' dialect = '10.2'", "q.toml(1,1): error: a line holds one key and its value")]
    public void What_is_wrong_is_said_with_its_line(string text, string fault) =>
        Assert.StartsWith(fault, Assert.Single(Parse(text).Faults).ToString(), System.StringComparison.Ordinal);

    [Fact]
    public void Severity_changes_the_verdict_and_nothing_else()
    {
        CompatibilityReport report = SchemaComparer.Compare(Schemas.Wire("{ 'command': 'a' }\n{ 'command': 'b' }"), Schemas.Wire("{ 'command': 'b' }\n{ 'command': 'c' }"));

        CompatibilityReport changed = Parse("[severity]\nQAPI3101 = 'note'\nQAPI3102 = 'none'\n").Apply(report);

        Assert.Equal(["QAPI3101 Breaking", "QAPI3102 Risky"], report.Findings.Select(f => $"{f.Rule.Id} {f.Verdict}"));
        Assert.Equal("QAPI3101 Compatible", Assert.Single(changed.Findings.Select(f => $"{f.Rule.Id} {f.Verdict}")));
    }

    private static ProjectConfiguration Parse(string text) => ProjectConfiguration.Parse(new SchemaFile("q.toml", text));
}
