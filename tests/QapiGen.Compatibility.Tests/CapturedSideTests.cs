using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
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
            ["QAPI3129 a", "QAPI3904 if:X"],
            SchemaComparer.Compare(Schemas.Wire(Schema), Capture(Schema.Replace(", 'always'", "", System.StringComparison.Ordinal), "Y,Z,Q"))
                .Findings.Where(f => f.Path != "if:not-Y").Select(f => $"{f.Rule.Id} {f.Path}"));
        CompatibilityFinding gone = Assert.Single(SchemaComparer.Compare(
            Schemas.Wire(Schema), Schemas.Wire(Schema.Replace("{ 'name': 'f', 'if': 'X' }, ", "", System.StringComparison.Ordinal))).Findings);
        Assert.Equal("QAPI3129 a only if X", $"{gone.Rule.Id} {gone.Path} {gone.Note}");
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

    private static string[] Paths(WireSchema old, WireSchema @new) => [.. SchemaComparer.Compare(old, @new).Findings.Select(f => f.Path)];

    private static WireSchema Capture(string text, string conditions = "none")
    {
        var schema = IntrospectionBuilder.Build(Schemas.Bind(text), SymbolSet.Parse(conditions));
        return SavedSchema.Read(new SchemaFile("saved.json", IntrospectionWriter.Write(schema)));
    }
}
