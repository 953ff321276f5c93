using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Compatibility.Tests;

public sealed class SavedSchemaTests
{
    // A command with arguments, as a server shows it: types are numbered.
    private const string Masked = """
        [{"name":"set","ret-type":"0","meta-type":"command","arg-type":"1","features":["fast"]},
         {"name":"0","members":[],"meta-type":"object"},
         {"name":"1","members":[{"name":"level","type":"2"},{"name":"n","default":null,"type":"[int]"}],"meta-type":"object"},
         {"name":"2","members":[{"name":"low"},{"name":"high"}],"meta-type":"enum","values":["low","high"]},
         {"name":"[int]","element-type":"int","meta-type":"array"},
         {"name":"int","json-type":"int","meta-type":"builtin"}]
        """;

    private const string Text = """
        { 'command': 'set', 'data': { 'level': 'Level', '*n': [ 'uint8' ] }, 'features': [ 'fast' ] }
        { 'enum': 'Level', 'data': [ 'low', 'high' ] }
        """;

    [Theory]
    [InlineData(Masked)]
    [InlineData("{\"return\": " + Masked + ", \"id\": 1}")]
    public void Reply_equals_the_schema_that_it_came_from(string json)
    {
        Assert.True(SavedSchema.IsLikely(File(json)));
        WireSchema saved = SavedSchema.Read(File(json));
        Assert.True(saved.IsIntrospection);
        Assert.Empty(SchemaComparer.Compare(saved, Schemas.Wire(Text)).Findings);
        Assert.Empty(SchemaComparer.Compare(Schemas.Wire(Text), saved).Findings);
    }

    // Stored values are told by the names of their types, which introspection doesn't have: nothing would be told from everything.
    [Fact]
    public void Stored_values_are_not_compared_with_introspection()
    {
        var options = new CompatibilityOptions { Profile = CompatibilityProfile.Stored };
        WireSchema saved = SavedSchema.Read(File(Masked));
        WireSchema schema = Schemas.Wire("{ 'struct': 'S', 'data': {} }");

        CompatibilityReport after = SchemaComparer.Compare(schema, saved, options);
        CompatibilityReport before = SchemaComparer.Compare(saved, schema, options);

        Assert.True(after.IsIncomplete && before.IsIncomplete);
        Assert.Equal("QAPI3901 the new schema can't be compared in full: it is introspection, which has no names of types, by which stored values are told", Text(Assert.Single(after.Findings)));
        Assert.StartsWith("QAPI3901 the old schema can't be compared in full: it is introspection, ", Text(Assert.Single(before.Findings)));

        static string Text(CompatibilityFinding finding) => $"{finding.Rule.Id} {finding.Message}";
    }

    [Fact]
    public void Schema_is_not_taken_for_a_reply() => Assert.False(SavedSchema.IsLikely(File("# x\n" + Text)));

    [Fact]
    public void Path_without_type_names_is_the_way_from_the_command()
    {
        WireSchema changed = SavedSchema.Read(File(Masked.Replace("{\"name\":\"high\"}", "{\"name\":\"top\"}", System.StringComparison.Ordinal)));
        Assert.Equal(
            ["QAPI3503 set.level.high", "QAPI3501 set.level.top"],
            SchemaComparer.Compare(SavedSchema.Read(File(Masked)), changed).Findings.Select(f => $"{f.Rule.Id} {f.Path}"));
    }

    [Fact]
    public void Names_come_from_the_side_that_has_them()
    {
        WireSchema changed = SavedSchema.Read(File(Masked.Replace("{\"name\":\"high\"}", "{\"name\":\"top\"}", System.StringComparison.Ordinal)));
        Assert.Equal(
            ["Level.high", "Level.top"],
            SchemaComparer.Compare(Schemas.Wire(Text), changed).Findings.Select(f => f.Path));
    }

    [Fact]
    public void Reference_without_a_definition_makes_the_comparison_incomplete()
    {
        string broken = Masked.Replace("\"2\",\"members\"", "\"9\",\"members\"", System.StringComparison.Ordinal);
        CompatibilityReport report = SchemaComparer.Compare(Schemas.Wire(Text), SavedSchema.Read(File(broken)));
        Assert.True(report.IsIncomplete);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\": 1}")]
    [InlineData("[{\"name\":\"a\",\"meta-type\":\"event\",\"arg-type\":\"int\"},{\"name\":\"int\",\"meta-type\":\"builtin\",\"json-type\":\"int\"}]")]
    [InlineData("[{\"name\":\"a\",\"meta-type\":\"event\",\"arg-type\":\"b\"},{\"name\":\"b\",\"meta-type\":\"event\",\"arg-type\":\"b\"}]")]
    [InlineData("[{\"name\":\"a\",\"meta-type\":\"event\",\"arg-type\":\"0\"},{\"name\":\"0\",\"meta-type\":\"object\",\"members\":[],\"tag\":\"x\",\"variants\":[]}]")]
    public void What_is_no_reply_is_refused(string json) =>
        Assert.Throws<IntrospectionFormatException>(() => SavedSchema.Read(File(json)));

    [Fact]
    public void Deep_nesting_is_a_fault_and_no_crash() =>
        Assert.Throws<IntrospectionFormatException>(() => SavedSchema.Read(File(new string('[', 100000))));

    private static SchemaFile File(string text) => new("saved.json", text);
}
