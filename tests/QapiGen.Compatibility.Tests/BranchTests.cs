using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.History;
using QapiGen.Schema.Versions;
using Xunit;

namespace QapiGen.Compatibility.Tests;

/// <summary>A branch comes, goes and is announced with the tag's value.</summary>
public sealed class BranchTests
{
    private const string Rest = """
        { 'struct': 'F', 'data': { 'path': 'str', '*extra': 'int' } }
        { 'union': 'O', 'base': { 'driver': 'D' }, 'discriminator': 'driver', 'data': { 'file': 'F'@ } }
        { 'command': 'add', 'data': 'O', 'boxed': true }
        { 'struct': 'G', 'data': { 'host': 'str', '*port': 'int' } }
        """;

    private static readonly string With = "{ 'enum': 'D', 'data': [ 'file', 'gluster' ] }\n" + Rest.Replace("@", ", 'gluster': 'G'");

    private static readonly string Without = "{ 'enum': 'D', 'data': [ 'file' ] }\n" + Rest.Replace("@", "");

    [Fact]
    public void Value_and_its_branch_are_one_finding()
    {
        CompatibilityFinding removed = Assert.Single(Compare(With, Without));
        CompatibilityFinding added = Assert.Single(Compare(Without, With));

        Assert.Equal(("QAPI3503", "D.gluster", Verdict.Breaking), (removed.Rule.Id, removed.Path, removed.Verdict));
        Assert.Equal(["QAPI3513"], removed.OtherRules);
        Assert.Equal("with the branch of 'O'", removed.Note);
        Assert.Equal(("QAPI3501", "D.gluster", Verdict.Risky), (added.Rule.Id, added.Path, added.Verdict));
    }

    [Theory]
    [InlineData("deprecated")]
    [InlineData("unstable")]
    public void Branch_is_announced_or_unstable_as_its_value_is(string feature)
    {
        string marked = With.Replace("'gluster' ]", $"{{ 'name': 'gluster', 'features': [ '{feature}' ] }} ]");

        Assert.Equal(Verdict.Risky, Assert.Single(Compare(marked, Without)).Verdict);

        // The value stays, its members go.
        Assert.Equal(Verdict.Risky, Assert.Single(Compare(marked, marked.Replace(", 'gluster': 'G'", ""))).Verdict);
        Assert.Equal(Verdict.Breaking, Assert.Single(Compare(With, With.Replace(", 'gluster': 'G'", ""))).Verdict);
    }

    [Theory]
    [InlineData("deprecated")]
    [InlineData("unstable")]
    public void What_changes_inside_such_a_branch_is_judged_so_too(string feature)
    {
        string marked = With.Replace("'gluster' ]", $"{{ 'name': 'gluster', 'features': [ '{feature}' ] }} ]");

        foreach (string port in new[] { "", ", '*port': 'str'", ", 'port': 'int'", ", '*port': 'int', 'more': 'int'", ", '*ports': 'int'" })
        {
            CompatibilityFinding told = Assert.Single(Compare(marked, marked.Replace(", '*port': 'int'", port)));
            Assert.Equal(Verdict.Risky, told.Verdict);
            Assert.Contains(feature == "unstable" ? "unstable" : "what leads to it was deprecated", told.Note);
            Assert.Equal(Verdict.Breaking, Assert.Single(Compare(With, With.Replace(", '*port': 'int'", port))).Verdict);
        }
    }

    [Theory]
    [InlineData("'*a': @'int'", "", Verdict.Risky)]
    [InlineData("'*a': @'int'", "'*a': @'str'", Verdict.Risky)]
    [InlineData("'a': @'int'", "'a': @[ 'int' ]", Verdict.Risky)]
    [InlineData("'*a': @'int'", "'*a_': @'int'", Verdict.Risky)]
    [InlineData("'*a': @'int'", "'a': @'int'", Verdict.Breaking)]
    [InlineData("'a': @'int'", "'*a': @'int'", Verdict.Breaking)]
    public void Change_that_only_users_of_what_was_deprecated_meet_is_risky(string before, string after, Verdict expected)
    {
        string old = Command(before, isMarked: true);

        Assert.Equal(expected, Assert.Single(Compare(old, Command(after, isMarked: true))).Verdict);
        Assert.Equal(Verdict.Breaking, Compare(Command(before, isMarked: false), Command(after, isMarked: false)).Max(f => f.Verdict));
    }

    [Fact]
    public void Nothing_that_changes_in_a_deprecated_command_or_event_is_more_than_risky()
    {
        const string Old = "{ 'command': 'c', @ 'data': { 'a': 'int', '*b': 'int' }, 'returns': 'R', 'allow-oob': true }\n{ 'struct': 'R', 'data': { 'r': 'int', 's': 'int' } }\n{ 'event': 'E', @ 'data': { 'e': 'int' } }";
        const string New = "{ 'command': 'c', @ 'data': { 'a': 'str', 'b': 'int', 'd': 'int' }, 'returns': 'R' }\n{ 'struct': 'R', 'data': { '*r': 'int', 't': 'int' } }\n{ 'event': 'E' @ }";
        string[] mark = ["'features': [ 'deprecated' ],", ", 'features': [ 'deprecated' ]"];
        string old = Old.Replace("@", mark[0]);
        string @new = New.Replace("'E' @", "'E'" + mark[1]).Replace("@", mark[0]);

        Assert.Equal(8, Compare(old, @new).Count);
        Assert.All(Compare(old, @new), f => Assert.Equal(Verdict.Risky, f.Verdict));
        Assert.All(Compare(Old.Replace("@", ""), New.Replace("@", "")), f => Assert.Equal(Verdict.Breaking, f.Verdict));
    }

    [Theory]
    [InlineData("'a': 'int', 'b': 'int'", "'a': 'str'", Verdict.Risky, "deprecated", "unstable")]
    [InlineData("'a': 'int'", "'a': 'int', 'c': 'int'", Verdict.Risky, "deprecated", "unstable")]
    [InlineData("'a': 'int'", "'a': 'str'", Verdict.Breaking, "deprecated", null)]
    [InlineData("'a': 'int'", "'a': 'str'", Verdict.Breaking, null, "unstable")]
    public void What_is_reached_by_a_deprecated_way_and_an_unstable_one_is_judged_as_by_either(string before, string after, Verdict expected, string? first, string? second)
    {
        foreach (string ways in (string[])
        [
            "{ 'enum': 'D', 'data': [ 'file', { 'name': 'x', @1 }, { 'name': 'y', @2 } ] }\n" + Rest.Replace("@", ", 'x': 'S', 'y': 'S'"),
            "{ 'command': 'c', 'data': { '*x': { 'type': 'S', @1 }, '*y': { 'type': 'S', @2 } } }",
            "{ 'command': 'c', @1, 'data': { 's': 'S' } }\n{ 'command': 'd', @2, 'data': { 's': 'S' } }",
            "{ 'command': 'c', @1, 'returns': 'S' }\n{ 'event': 'E', @2, 'data': { 's': 'T' } }\n{ 'struct': 'T', 'data': { 't': 'S' } }",
        ])
        {
            string Schema(string members) => Mark(Mark(ways, "@1", first), "@2", second) + $"\n{{ 'struct': 'S', 'data': {{ {members} }} }}";

            Assert.All(Compare(Schema(before), Schema(after)), told =>
            {
                Assert.Equal(expected, told.Verdict);
                if (first is not null && second is not null)
                {
                    Assert.Contains("all that leads to it was deprecated or is unstable", told.Note);
                }
            });
        }
    }

    private static string Mark(string text, string place, string? feature) =>
        text.Replace(", " + place, feature is null ? "" : $", 'features': [ '{feature}' ]");

    private static string Command(string member, bool isMarked)
    {
        int at = member.IndexOf('@');
        string text = at < 0 ? member : $"{member[..at]}{(isMarked ? $"{{ 'type': {member[(at + 1)..]}, 'features': [ 'deprecated' ] }}" : member[(at + 1)..])}";
        return $"{{ 'command': 'c', 'data': {{ {text} }} }}";
    }

    [Fact]
    public void Branch_of_a_deprecated_value_counts_the_releases_of_the_value()
    {
        string marked = With.Replace("'gluster' ]", "{ 'name': 'gluster', 'features': [ 'deprecated' ] } ]");
        var releases = new[] { With, marked, marked, marked.Replace(", 'gluster': 'G'", "") };
        var history = new SchemaHistory(releases.Select((text, i) => new SchemaRelease(ReleaseVersion.Find($"{i + 1}.0")!, Schemas.Wire(text))));

        var steps = history.Compare(new CompatibilityOptions { Profile = CompatibilityProfile.Policy });

        Assert.DoesNotContain(steps.SelectMany(s => s.Report.Findings), f => f.Rule.Id is "QAPI3601" or "QAPI3602");
    }

    [Theory]
    [InlineData("", "'if': 'X'", "", "'if': 'X'", "D.gluster QAPI3121 with the branch of 'O', 'P'")]
    [InlineData("'if': 'X'", "", "'if': 'X'", "", "D.gluster QAPI3122 with the branch of 'O', 'P'")]
    [InlineData("'if': 'X'", "'if': 'Y'", "'if': 'X'", "'if': 'Y'", "D.gluster QAPI3123 with the branch of 'O', 'P'")]
    [InlineData("", "'if': 'X'", "", "", "D.gluster QAPI3121 ")]
    [InlineData("'if': 'X'", "'if': { 'all': [ 'X', 'Y' ] }", "'if': 'X'", "'if': 'Y'", "D.gluster QAPI3121 with the branch of 'O', 'P'")]
    [InlineData("'if': 'X'", "'if': 'X'", "", "'if': 'X'", "")]
    [InlineData("", "", "", "'if': 'X'", "O.gluster QAPI3121 |P.gluster QAPI3121 ")]
    [InlineData("'if': 'X'", "'if': 'X'", "", "'if': 'Y'", "O.gluster QAPI3121 |P.gluster QAPI3121 ")]
    [InlineData("", "'if': 'X'", "", "'if': { 'all': [ 'X', 'Y' ] }", "D.gluster QAPI3121 |O.gluster QAPI3121 |P.gluster QAPI3121 ")]
    public void Condition_of_a_value_and_of_its_branches_is_one_finding(string oldValue, string newValue, string oldBranch, string newBranch, string expected)
    {
        string old = Conditional(oldValue, oldBranch);
        string @new = Conditional(newValue, newBranch);

        Assert.Equal(expected, string.Join("|", Compare(old, @new).Select(f => $"{f.Path} {f.Rule.Id} {f.Note}").Order(System.StringComparer.Ordinal)));
        Assert.Equal(expected.Length == 0 ? 0 : expected.Split('|').Length, Compare(@new, old).Count);
    }

    [Fact]
    public void Condition_of_a_value_and_its_branch_names_the_value_and_all_that_reach_it()
    {
        CompatibilityFinding found = Assert.Single(Compare(Conditional("", ""), Conditional("'if': 'X'", "'if': 'X'")));

        Assert.Equal("'D.gluster' is there in fewer configurations: if X; was: always", found.Message);
        Assert.Equal(["add", "get"], found.ReachedFrom);
        Assert.Equal(1, found.New!.Position.Line);
        Assert.Equal(Direction.Both, found.Direction);
    }

    private static string Conditional(string value, string branch)
    {
        string type = branch.Length == 0 ? "'G'" : $"{{ 'type': 'G', {branch} }}";
        return $"{{ 'enum': 'D', 'data': [ 'file', {(value.Length == 0 ? "'gluster'" : $"{{ 'name': 'gluster', {value} }}")} ] }}\n"
            + Rest.Replace("@", $", 'gluster': {type}", System.StringComparison.Ordinal)
            + $"\n{{ 'union': 'P', 'base': {{ 'driver': 'D' }}, 'discriminator': 'driver', 'data': {{ 'gluster': {type} }} }}\n{{ 'command': 'get', 'returns': 'P' }}";
    }

    private static System.Collections.Generic.IReadOnlyList<CompatibilityFinding> Compare(string old, string @new) =>
        SchemaComparer.Compare(Schemas.Wire(old), Schemas.Wire(@new)).Findings;
}
