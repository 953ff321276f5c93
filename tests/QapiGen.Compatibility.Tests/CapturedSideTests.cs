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

    private static string[] Paths(WireSchema old, WireSchema @new) => [.. SchemaComparer.Compare(old, @new).Findings.Select(f => f.Path)];

    private static WireSchema Capture(string text, string conditions = "none")
    {
        var schema = IntrospectionBuilder.Build(Schemas.Bind(text), SymbolSet.Parse(conditions));
        return SavedSchema.Read(new SchemaFile("saved.json", IntrospectionWriter.Write(schema)));
    }
}
