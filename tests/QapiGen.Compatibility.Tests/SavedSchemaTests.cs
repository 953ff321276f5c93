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

    // Whoever follows such types would end with the stack, and the program with it: the tool, a compiler, an editor's server.
    [Theory]
    [InlineData("""{"name":"1","meta-type":"array","element-type":"1"}""", "'1' is within itself")]
    [InlineData("""{"name":"1","meta-type":"array","element-type":"2"},{"name":"2","meta-type":"array","element-type":"1"}""", "'1' is within itself")]
    [InlineData("""{"name":"1","meta-type":"object","members":[{"name":"t","type":"2"}],"tag":"t","variants":[{"case":"x","type":"1"}]},{"name":"2","meta-type":"enum","members":[{"name":"x"}],"values":["x"]}""", "'1' is within itself")]
    public void Types_within_themselves_are_refused(string types, string fault) =>
        Assert.Contains(fault, Assert.Throws<IntrospectionFormatException>(() => SavedSchema.Read(File(Using("1", types)))).Message);

    [Fact]
    public void Arrays_and_unions_may_be_as_deep_as_in_a_schema_and_are_followed_that_far()
    {
        string Arrays(int count) => string.Join(',', Enumerable.Range(1, count).Select(i => $$"""{"name":"{{i}}","meta-type":"array","element-type":"{{(i == count ? "int" : $"{i + 1}")}}"}"""));
        string Unions(int count) => """{"name":"e","meta-type":"enum","members":[{"name":"x"}],"values":["x"]},"""
            + string.Join(',', Enumerable.Range(1, count - 1).Select(i => $$"""{"name":"{{i}}","meta-type":"object","members":[{"name":"t{{i}}","type":"e"}],"tag":"t{{i}}","variants":[{"case":"x","type":"{{i + 1}}"}]}"""))
            + $$""",{"name":"{{count}}","meta-type":"object","members":[]}""";
        foreach (System.Func<int, string> types in new[] { Arrays, Unions })
        {
            WireSchema deep = SavedSchema.Read(File(Using("1", types(999))));
            Assert.Empty(SchemaComparer.Compare(deep, SavedSchema.Read(File(Using("1", types(999))))).Findings);
            Assert.Contains("is within more than 1000 other types", Assert.Throws<IntrospectionFormatException>(() => SavedSchema.Read(File(Using("1", types(60_000))))).Message);
        }
    }

    // Each type is met by a way that is longer by one: the texts of these ways would be as long as the square of the schema.
    [Fact]
    public void A_long_way_to_a_type_costs_no_more_than_a_short_one()
    {
        const int Count = 20_000;
        string chain = string.Join(',', Enumerable.Range(1, Count).Select(i => $$"""{"name":"{{i}}","meta-type":"object","members":[{"name":"{{(i == Count ? "last" : "a")}}","type":"{{(i == Count ? "int" : $"{i + 1}")}}"}]}"""));
        WireSchema old = SavedSchema.Read(File(Using("1", chain)));
        WireSchema renamed = SavedSchema.Read(File(Using("1", chain.Replace("last", "other", System.StringComparison.Ordinal))));
        long before = System.GC.GetAllocatedBytesForCurrentThread();

        CompatibilityReport report = SchemaComparer.Compare(old, renamed);

        Assert.InRange(System.GC.GetAllocatedBytesForCurrentThread() - before, 0, Count * 20_000L);
        Assert.All(report.Findings, finding => Assert.InRange(finding.Path.Length, 1, 1200));
        Assert.Contains(report.Findings, finding => finding.Path.StartsWith("set.", System.StringComparison.Ordinal) && finding.Path.EndsWith(".a.last", System.StringComparison.Ordinal));
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

    // A reply in which a command's argument has a type.
    private static string Using(string type, string types) => $$"""
        [{"name":"set","meta-type":"command","arg-type":"arg","ret-type":"none"},{"name":"none","meta-type":"object","members":[]},{"name":"int","meta-type":"builtin","json-type":"int"},
         {"name":"arg","meta-type":"object","members":[{"name":"a","type":"{{type}}"}]},{{types}}]
        """;

    private static SchemaFile File(string text) => new("saved.json", text);
}
