using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Suppressions;
using QapiGen.Compatibility.Wire;
using Xunit;

namespace QapiGen.Compatibility.Tests;

/// <summary>A captured side shows what one program was built with, without bases and conditions.</summary>
public sealed class CapturedSideTests
{
    private const string Base = "{ 'struct': 'B', 'data': { '*log': 'str'@ } }\n";

    private const string Heirs = """
        { 'struct': 'H1', 'base': 'B', 'data': { 'one': 'int' } }
        { 'struct': 'H2', 'base': 'B', 'data': { 'two': 'int' } }
        { 'struct': 'W1', 'data': { 'data': 'H1' } }
        { 'struct': 'W2', 'data': { 'data': 'H2' } }
        { 'enum': 'K', 'data': [ 'one', 'two' ] }
        { 'union': 'U', 'base': { 'type': 'K' }, 'discriminator': 'type', 'data': { 'one': 'W1', 'two': 'W2' } }
        { 'command': 'add', 'data': 'U', 'boxed': true }
        """;

    private static readonly string Without = (Base + Heirs).Replace("@", "");

    private static readonly string With = (Base + Heirs).Replace("@", ", '*stamp': 'bool'");

    [Theory]
    [InlineData(false, true, "Live.a Live.z", "in the branch 'live' of 'U', which seems to have another type now")]
    [InlineData(true, false, "Living.a Living.z", "in the branch 'live' of 'U', which seems to have another type now")]
    [InlineData(true, true, "query-u().live.a query-u().live.z", null)]
    public void Change_of_a_branchs_type_is_told_where_a_reader_finds_it(bool isOldCaptured, bool isNewCaptured, string paths, string? note)
    {
        const string Union = "{ 'enum': 'K', 'data': [ 'live', 'dead' ] }\n{ 'struct': 'Dead', 'data': { 'a': 'int' } }\n"
            + "{ 'union': 'U', 'base': { 'kind': 'K' }, 'discriminator': 'kind', 'data': { 'live': '@', 'dead': 'Dead' } }\n{ 'command': 'query-u', 'returns': 'U' }\n";
        string old = Union.Replace("@", "Live") + "{ 'struct': 'Live', 'data': { 'a': 'int' } }\n";
        string @new = Union.Replace("@", "Living") + "{ 'struct': 'Living', 'data': { 'z': 'int' } }\n";

        CompatibilityFinding[] found =
            [.. SchemaComparer.Compare(isOldCaptured ? Capture(old) : Schemas.Wire(old), isNewCaptured ? Capture(@new) : Schemas.Wire(@new)).Findings];

        Assert.Equal(["QAPI3313", "QAPI3311"], found.Select(f => f.Rule.Id));
        Assert.Equal(paths, string.Join(' ', found.Select(f => f.Path)));
        Assert.Equal(note, found[0].Note);
    }

    [Fact]
    public void Members_of_one_name_that_several_branches_lose_are_told_apart_between_captured_sides()
    {
        const string Old = "{ 'enum': 'K', 'data': [ 'x', 'y' ] }\n{ 'struct': 'X', 'data': { 'a': 'int', 'p': 'int' } }\n{ 'struct': 'Y', 'data': { 'q': 'int', 'r': 'bool', 'a': 'str' } }\n"
            + "{ 'union': 'U', 'base': { 'kind': 'K' }, 'discriminator': 'kind', 'data': { 'x': 'X', 'y': 'Y' } }\n{ 'command': 'query-u', 'returns': 'U' }\n";

        Assert.Equal(
            ["query-u().x.a", "query-u().y.a"],
            SchemaComparer.Compare(Capture(Old), Capture(Old.Replace("'a': 'int', ", "").Replace(", 'a': 'str'", ""))).Findings.Select(f => f.Path));
    }

    [Fact]
    public void What_a_captured_side_lacks_under_a_condition_is_one_finding_for_each_condition()
    {
        const string Schema = """
            { 'command': 'a' }
            { 'command': 'b', 'if': 'X' }
            { 'command': 'c', 'data': { '*m': { 'type': 'int', 'if': 'X' }, 'e': 'E' } }
            { 'enum': 'E', 'data': [ 'u', { 'name': 'v', 'if': { 'not': 'Y' } } ] }
            { 'event': 'EV', 'if': 'X' }
            """;

        IReadOnlyList<CompatibilityFinding> lacks = SchemaComparer.Compare(Schemas.Wire(Schema), Capture(Schema, "Y")).Findings;
        IReadOnlyList<CompatibilityFinding> gains = SchemaComparer.Compare(Capture(Schema, "Y"), Schemas.Wire(Schema)).Findings;

        Assert.Equal(["QAPI3904 if:X Risky", "QAPI3904 if:not-Y Risky"], lacks.Select(f => $"{f.Rule.Id} {f.Path} {f.Verdict}"));
        Assert.Equal(["b", "EV", "c.m"], lacks[0].Elements);
        Assert.Equal(["QAPI3904", "QAPI3904"], gains.Select(f => f.Rule.Id));
        Assert.All(lacks, f => Assert.NotNull(f.Old));
    }

    [Fact]
    public void Conditional_features_that_a_captured_side_lacks_are_part_of_the_same_summary()
    {
        const string Schema = """
            { 'command': 'a', 'features': [ { 'name': 'f', 'if': 'X' }, 'always' ], 'data': 'S' }
            { 'command': 'b', 'if': 'X', 'data': { '*m': { 'type': 'int', 'features': [ { 'name': 'deprecated', 'if': 'Z' } ] } } }
            { 'struct': 'S', 'data': { '*m': { 'type': 'E', 'features': [ { 'name': 'unstable', 'if': 'X' } ] } }, 'features': [ { 'name': 'g', 'if': 'X' } ] }
            { 'enum': 'E', 'data': [ { 'name': 'v', 'features': [ { 'name': 'deprecated', 'if': { 'not': 'Y' } } ] } ] }
            """;

        IReadOnlyList<CompatibilityFinding> lacks = SchemaComparer.Compare(Schemas.Wire(Schema), Capture(Schema, "Y")).Findings;
        IReadOnlyList<CompatibilityFinding> gains = SchemaComparer.Compare(Capture(Schema, "Y"), Schemas.Wire(Schema)).Findings;

        string[] missing = ["S (feature g)", "S.m (feature unstable)", "a (feature f)", "b"];
        foreach (IReadOnlyList<CompatibilityFinding> findings in (IReadOnlyList<CompatibilityFinding>[])[lacks, gains])
        {
            Assert.Equal(["QAPI3904 if:X", "QAPI3904 if:not-Y"], findings.Select(f => $"{f.Rule.Id} {f.Path}"));
            Assert.Equal(missing, findings[0].Elements.Order(System.StringComparer.Ordinal));
            Assert.Equal(["E.v (feature deprecated)"], findings[1].Elements);
        }

        // What has no condition, and what the schema hasn't at all, is judged as before; so is what two schemas say.
        Assert.Equal(
            ["QAPI3129 a:always", "QAPI3904 if:X"],
            SchemaComparer.Compare(Schemas.Wire(Schema), Capture(Schema.Replace(", 'always'", "", System.StringComparison.Ordinal), "Y,Z,Q"))
                .Findings.Where(f => f.Path != "if:not-Y").Select(f => $"{f.Rule.Id} {f.FullPath}"));
        CompatibilityFinding gone = Assert.Single(SchemaComparer.Compare(
            Schemas.Wire(Schema), Schemas.Wire(Schema.Replace("{ 'name': 'f', 'if': 'X' }, ", "", System.StringComparison.Ordinal))).Findings);
        Assert.Equal("QAPI3129 a:f only if X", $"{gone.Rule.Id} {gone.FullPath} {gone.Note}");
    }

    [Fact]
    public void What_no_condition_excuses_is_judged_as_before()
    {
        CompatibilityFinding removed = Assert.Single(SchemaComparer.Compare(
            Schemas.Wire("{ 'command': 'a' }\n{ 'command': 'b' }"), Capture("{ 'command': 'a' }")).Findings);

        Assert.Equal("QAPI3101 Breaking", $"{removed.Rule.Id} {removed.Verdict}");
    }

    [Fact]
    public void Change_of_a_base_is_one_finding_whatever_is_captured()
    {
        Assert.Equal(["B.stamp"], Paths(Schemas.Wire(Without), Capture(With)));
        Assert.Equal(["B.stamp"], Paths(Schemas.Wire(With), Capture(Without)));
        Assert.Equal(["B.stamp"], Paths(Capture(With), Schemas.Wire(Without)));
        Assert.Equal(["B.stamp"], Paths(Capture(Without), Schemas.Wire(With)));
        Assert.Single(Paths(Capture(Without), Capture(With)));
    }

    [Fact]
    public void Change_of_an_empty_base_or_at_the_front_of_one_is_one_finding_whatever_is_captured()
    {
        string empty = ("{ 'struct': 'B', 'data': { } }\n" + Heirs).Replace("'base': 'B'", "'base': 'C'", System.StringComparison.Ordinal) + "\n{ 'struct': 'C', 'base': 'B', 'data': { } }";
        string filled = empty.Replace("'struct': 'B', 'data': { }", "'struct': 'B', 'data': { '*stamp': 'bool' }", System.StringComparison.Ordinal);
        string front = With.Replace("'*log': 'str', '*stamp': 'bool'", "'*stamp': 'bool', '*log': 'str'", System.StringComparison.Ordinal);
        foreach ((string with, string without) in ((string, string)[])[(filled, empty), (front, Without)])
        {
            Assert.Equal(["B.stamp"], Paths(Schemas.Wire(without), Capture(with)));
            Assert.Equal(["B.stamp"], Paths(Schemas.Wire(with), Capture(without)));
            Assert.Equal(["B.stamp"], Paths(Capture(with), Schemas.Wire(without)));
            Assert.Equal(["B.stamp"], Paths(Capture(without), Schemas.Wire(with)));
            CompatibilityFinding both = Assert.Single(SchemaComparer.Compare(Capture(without), Capture(with)).Findings);
            Assert.StartsWith("one change of what they inherit, as it seems: ", both.Note, System.StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Same_change_of_types_that_inherit_nothing_is_a_finding_for_each()
    {
        const string Types = """
            { 'struct': 'S1', 'data': { @'one': 'int' } }
            { 'struct': 'S2', 'data': { @'two': 'int' } }
            { 'command': 'a', 'data': { @'s1': 'S1' } }
            { 'command': 'b', 'data': { @'s2': 'S2' } }
            """;
        string without = Types.Replace("@", "", System.StringComparison.Ordinal);
        string with = Types.Replace("@", "'*stamp': 'bool', ", System.StringComparison.Ordinal);

        Assert.Equal(["S1.stamp", "S2.stamp", "a.stamp", "b.stamp"], Paths(Schemas.Wire(without), Capture(with)).Order(System.StringComparer.Ordinal));
        Assert.Equal(["S1.stamp", "S2.stamp", "a.stamp", "b.stamp"], Paths(Capture(with), Schemas.Wire(without)).Order(System.StringComparer.Ordinal));

        // What is a command's own argument is no base's.
        Assert.Equal(3, Paths(Capture(without), Capture(with)).Length);
    }

    [Theory]
    [InlineData("{ 'command': 'q', 'returns': 'I' }")]
    [InlineData("{ 'command': 'q', 'returns': 'M' }")]
    [InlineData("{ 'event': 'E', 'data': { '*kvm': { 'type': 'int', 'if': 'X' } } }")]
    [InlineData("{ 'event': 'E', 'data': { 'kvm': { 'type': 'int', 'if': 'X' } } }")]
    [InlineData("{ 'event': 'E', 'data': 'I' }")]
    [InlineData("{ 'event': 'E', 'data': 'I', 'boxed': true }")]
    [InlineData("{ 'enum': 'K', 'data': [ 'one', 'two' ] }\n{ 'union': 'U', 'base': { 'k': 'K' }, 'discriminator': 'k', 'data': { 'one': 'M' } }\n{ 'command': 'q', 'data': 'U', 'boxed': true }")]
    public void What_has_conditional_members_only_is_perhaps_not_built(string definition)
    {
        string schema = "{ 'struct': 'I', 'data': { '*kvm': { 'type': 'int', 'if': 'X' } } }\n{ 'struct': 'M', 'data': { 'kvm': { 'type': 'int', 'if': 'X' } } }\n" + definition;
        WireSchema whole = Schemas.Wire(schema);
        foreach (CompatibilityReport report in new[] { SchemaComparer.Compare(whole, Capture(schema)), SchemaComparer.Compare(Capture(schema), whole) })
        {
            CompatibilityFinding finding = Assert.Single(report.Findings);
            Assert.Equal("QAPI3904 if:X", $"{finding.Rule.Id} {finding.Path}");
            Assert.NotEqual(Verdict.Breaking, finding.Verdict);
            Assert.EndsWith(".kvm", Assert.Single(finding.Elements), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Each_condition_of_a_result_that_was_not_built_has_its_summary_and_what_has_none_is_judged_as_before()
    {
        const string Schema = "{ 'struct': 'I', 'data': { '*a': { 'type': 'int', 'if': 'X' }, 'b': { 'type': 'int', 'if': 'Y' }@ } }\n{ 'command': 'q', 'returns': 'I' }\n{ 'event': 'E', 'data': 'I' }";
        const string Nothing = "{ 'command': 'q' }\n{ 'event': 'E' }";
        WireSchema conditional = Schemas.Wire(Schema.Replace("@", "", StringComparison.Ordinal));
        WireSchema always = Schemas.Wire(Schema.Replace("@", ", '*c': 'int'", StringComparison.Ordinal));

        Assert.Equal(["if:X", "if:Y"], Paths(conditional, Capture(Nothing)));
        Assert.Equal(["QAPI3105 q", "QAPI3203 E"], Rules(always, Capture(Nothing)));
        Assert.Equal(["QAPI3104 q", "QAPI3203 E"], Rules(Capture(Nothing), always));
        Assert.Equal(["QAPI3105 q", "QAPI3203 E"], Rules(conditional, Schemas.Wire(Nothing)));
    }

    [Theory]
    [InlineData("'*log': 'str'", "'*log': 'int'", "QAPI3401")]
    [InlineData("'*log': 'str'", "'*log': { 'type': 'str', 'features': [ 'deprecated' ] }", "QAPI3124")]
    [InlineData("'*log': 'str'", "'log': 'str'", "QAPI3306")]
    [InlineData("'first': 'int', '*log': [ 'str' ]", "'first': 'int', '*log': [ 'int' ]", "QAPI3401")]
    public void Changed_member_of_a_base_is_one_finding_whatever_is_captured(string before, string after, string rule)
    {
        string old = Without.Replace("'*log': 'str'", before, StringComparison.Ordinal);
        string @new = Without.Replace("'*log': 'str'", after, StringComparison.Ordinal);
        foreach (bool masks in new[] { true, false })
        {
            Assert.Equal([$"{rule} B.log"], Rules(Schemas.Wire(old), Capture(@new, masks: masks)));
            Assert.Equal([$"{rule} B.log"], Rules(Capture(old, masks: masks), Schemas.Wire(@new)));
        }

        CompatibilityFinding both = Assert.Single(SchemaComparer.Compare(Capture(old, masks: false), Capture(@new, masks: false)).Findings);
        Assert.Equal($"{rule} one change of what they inherit, as it seems: H1.log, H2.log", $"{both.Rule.Id} {both.Note}");
        Assert.Equal(["H1.log", "H2.log"], both.Elements);
        Assert.Single(SchemaComparer.Compare(Capture(old), Capture(@new)).Findings);
    }

    [Fact]
    public void Accepted_change_of_one_type_accepts_none_of_others_that_seem_to_inherit_the_same()
    {
        const string Old = """
            { 'struct': 'S', 'data': { 'id': 'int', 'x': 'int' } }
            { 'struct': 'T', 'data': { 'id': 'int', 'yyy': 'int' } }
            { 'command': 'alpha', 'data': { 's': 'S' } }
            { 'command': 'beta', 'returns': 'T' }
            """;
        string one = Old.Replace("'id': 'int', 'yyy'", "'id': 'str', 'yyy'", StringComparison.Ordinal);
        CompatibilityReport both = SchemaComparer.Compare(Capture(Old), Capture(one.Replace("'id': 'int', 'x'", "'id': 'str', 'x'", StringComparison.Ordinal)));

        SuppressionFile ofOne = Schemas.Accept(SchemaComparer.Compare(Capture(Old), Capture(one)));
        Assert.Equal("beta().id", Assert.Single(ofOne.Entries).Path);
        Assert.Equal(["alpha.s.id", "beta().id"], Assert.Single(ofOne.Apply([both], [])[0].Findings).Elements.Order(StringComparer.Ordinal));
        Assert.Equal(["alpha.s.id", "beta().id"], Schemas.Accept(both).Entries.Select(entry => entry.Path));
        Assert.Empty(Schemas.Accept(both).Apply([both], [])[0].Findings);
    }

    [Fact]
    public void Changed_base_is_one_finding_though_its_heirs_lie_at_different_places()
    {
        const string Old = """
            { 'struct': 'B', 'data': { 'c': 'int' } }
            { 'struct': 'H1', 'base': 'B', 'data': { 'one': 'int' } }
            { 'struct': 'H2', 'base': 'B', 'data': { 'two': 'int' } }
            { 'struct': 'H3', 'base': 'B', 'data': { 'three': 'int' } }
            { 'command': 'c', 'data': 'H1' }
            { 'command': 'r', 'returns': 'H2' }
            { 'command': 'r2', 'returns': 'H3' }
            """;
        string @new = Old.Replace("'c': 'int'", "'*c': 'int'", StringComparison.Ordinal);

        CompatibilityFinding masked = Assert.Single(SchemaComparer.Compare(Capture(Old), Capture(@new)).Findings);
        CompatibilityFinding unmasked = Assert.Single(SchemaComparer.Compare(Capture(Old, masks: false), Capture(@new, masks: false)).Findings);

        Assert.Equal(["c.c", "r().c", "r2().c"], masked.Elements);
        Assert.Equal(["H1.c", "H2.c", "H3.c"], unmasked.Elements);
        Assert.Equal(["c", "r", "r2"], masked.ReachedFrom);
        Assert.Equal("QAPI3305", Assert.Single(masked.OtherRules));
    }

    [Fact]
    public void Changes_that_differ_or_are_of_arguments_of_two_commands_are_a_finding_for_each()
    {
        const string Types = """
            { 'struct': 'S1', 'data': { 'first': 'int', '*c': 'A', 'one': 'int' } }
            { 'struct': 'S2', 'data': { 'first': 'B', '*c': 'A', 'two': 'int' } }
            { 'struct': 'S3', 'data': { 'first': 'int', '*c': 'C', 'two': 'int' } }
            { 'command': 'a', 'data': { 'c': 'D', '*s1': 'S1' } }
            { 'command': 'b', 'data': { 'c': 'D', '*s2': 'S2', '*s3': 'S3' } }
            """;
        string old = Types.Replace("'A'", "'int'").Replace("'B'", "'str'").Replace("'C'", "'bool'").Replace("'D'", "'int'");
        string @new = Types.Replace("'A'", "'str'").Replace("'B'", "'str'").Replace("'C'", "'str'").Replace("'D'", "'str'");

        string[] masked = ["a.c", "a.s1.c", "b.c", "b.s2.c", "b.s3.c"];
        Assert.Equal(masked, Paths(Capture(old), Capture(@new)).Order(StringComparer.Ordinal));
        string[] unmasked = ["S1.c", "S2.c", "S3.c", "a.c", "b.c"];
        Assert.Equal(unmasked, Paths(Capture(old, masks: false), Capture(@new, masks: false)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Members_that_came_with_a_base_where_nothing_was_are_a_finding_for_each_member()
    {
        const string Old = "{ 'command': 'add', 'data': { 'kind': 'str' } }";
        const string New = """
            { 'enum': 'K', 'data': [ 'one', 'two', 'three' ] }
            { 'struct': 'B', 'data': { 'dev': 'str', '*queue': 'int' } }
            { 'struct': 'H1', 'base': 'B', 'data': { '*one': 'int' } }
            { 'struct': 'H2', 'base': 'B', 'data': { '*two': 'int' } }
            { 'struct': 'H3', 'data': { 'dev': 'str', '*two': 'int', '*queue': 'int' } }
            { 'union': 'U', 'base': { 'kind': 'K' }, 'discriminator': 'kind', 'data': { 'one': 'H1', 'two': 'H2', 'three': 'H3' } }
            { 'command': 'add', 'data': 'U', 'boxed': true }
            """;
        foreach (WireSchema old in new[] { Schemas.Wire(Old), Capture(Old, masks: false) })
        {
            IReadOnlyList<CompatibilityFinding> findings = SchemaComparer.Compare(old, Capture(New, masks: false)).Findings;

            Assert.Equal(["H1.dev", "H3.dev"], findings.Where(f => f.Rule.Id == "QAPI3301").Select(f => f.Path).Order(StringComparer.Ordinal));
            Assert.Equal(["H1.dev", "H2.dev"], findings.Single(f => f.Path == "H1.dev").Elements);
            Assert.Equal(["H1.queue", "H2.queue"], findings.Single(f => f.Path == "H1.queue").Elements);
            Assert.Empty(findings.Single(f => f.Path == "H3.queue").Elements);
        }
    }

    // The base is used itself: in a list, since a struct in place would be told by what follows.
    [Theory]
    [InlineData("'a': 'int', '*b': 'str'", "'a': 'int', '*b': 'str', '*m': 'int'")]
    [InlineData("'a': 'int', '*b': 'str'", "'a': 'int', '*m': 'int', '*b': 'str'")]
    [InlineData("'a': 'int', '*b': 'str'", "'*m': 'int', 'a': 'int', '*b': 'str'")]
    [InlineData("'a': 'int', '*m': 'str'", "'a': 'int', '*m': 'int'")]
    [InlineData("'a': 'int', '*m': 'str'", "'a': 'int', 'm': 'str'")]
    [InlineData("'m': 'int', '*a': 'str'", "'*m': 'int', '*a': 'str'")]
    public void Change_of_a_base_that_is_used_itself_and_has_one_heir_is_one_finding_whatever_is_captured(string before, string after)
    {
        const string Types = """
            { 'struct': 'B', 'data': { @ } }
            { 'struct': 'H', 'base': 'B', 'data': { 'own': 'int' } }
            { 'command': 'get', 'returns': [ 'B' ] }
            """;
        string[] users = ["{ 'command': 'set', 'data': 'H' }", "{ 'command': 'set', 'data': { 'in': 'H' } }", "{ 'event': 'SET', 'data': 'H' }", "{ 'command': 'more', 'returns': 'H' }"];
        foreach (string user in users)
        {
            string old = Types.Replace("@", before, StringComparison.Ordinal) + "\n" + user;
            string @new = Types.Replace("@", after, StringComparison.Ordinal) + "\n" + user;
            foreach ((string one, string other) in new[] { (old, @new), (@new, old) })
            {
                foreach (bool masks in new[] { true, false })
                {
                    Assert.Equal(["B.m"], Paths(Schemas.Wire(one), Capture(other, masks: masks)));
                    Assert.Equal(["B.m"], Paths(Capture(one, masks: masks), Schemas.Wire(other)));
                    Assert.Equal(2, Assert.Single(SchemaComparer.Compare(Capture(one, masks: masks), Capture(other, masks: masks)).Findings).Elements.Count);
                }
            }
        }
    }

    [Fact]
    public void First_member_of_a_base_that_commands_take_is_one_finding_where_what_follows_tells_it()
    {
        const string Types = """
            { 'struct': 'B', 'data': { @'a': 'int' } }
            { 'struct': 'H1', 'base': 'B', 'data': { 'one': 'int' } }
            { 'struct': 'H2', 'base': 'B', 'data': { 'two': 'int' } }
            { 'command': 'c1', 'data': 'H1' }
            { 'command': 'c2', 'data': 'H2' }
            { 'command': 'c3', 'data': { @'a': 'str' } }
            """;
        string without = Types.Replace("@", "", StringComparison.Ordinal);
        string with = Types.Replace("@", "'*m': 'bool', ", StringComparison.Ordinal);

        Assert.Equal(["c1.m", "c3.m"], Paths(Capture(without), Capture(with)));
        Assert.Equal(["c1.m", "c3.m"], Paths(Capture(with), Capture(without)));
        Assert.Equal(["c1.m", "c2.m"], SchemaComparer.Compare(Capture(without), Capture(with)).Findings[0].Elements);
    }

    [Fact]
    public void Change_of_a_type_between_a_base_and_its_heirs_is_called_by_that_type()
    {
        const string Types = """
            { 'struct': 'B', 'data': { 'a': 'int' } }
            { 'struct': 'C', 'base': 'B', 'data': { @'c': 'int' } }
            { 'struct': 'H1', 'base': 'C', 'data': { 'one': 'int' } }
            { 'struct': 'H2', 'base': 'C', 'data': { 'two': 'int' } }
            { 'command': 'h1', 'data': 'H1' }
            { 'command': 'h2', 'returns': 'H2' }
            """;
        string without = Types.Replace("@", "", StringComparison.Ordinal);
        string with = Types.Replace("@", "'*m': 'bool', ", StringComparison.Ordinal);
        foreach (string use in new[] { "{ 'command': 'b', 'returns': 'B' }", "{ 'command': 'b', 'returns': 'B' }\n{ 'command': 'cc', 'returns': 'C' }" })
        {
            Assert.Equal(["C.m"], Paths(Schemas.Wire(without + use), Capture(with + use)));
            Assert.Equal(["C.m"], Paths(Capture(with + use), Schemas.Wire(without + use)));
        }
    }

    private static string[] Rules(WireSchema old, WireSchema @new) =>
        [.. SchemaComparer.Compare(old, @new).Findings.Select(f => $"{f.Rule.Id} {f.Path}").Order(StringComparer.Ordinal)];

    private static string[] Paths(WireSchema old, WireSchema @new) => [.. SchemaComparer.Compare(old, @new).Findings.Select(f => f.Path)];

    private static WireSchema Capture(string text, string conditions = "none", bool masks = true) => Schemas.Capture(text, conditions, masks);
}
