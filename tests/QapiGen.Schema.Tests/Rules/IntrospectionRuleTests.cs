using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using Xunit;
using JsonNode = System.Text.Json.Nodes.JsonNode;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace QapiGen.Schema.Tests.Rules;

/// <summary>What introspection shows, and in which order (spec 9).</summary>
public sealed class IntrospectionRuleTests
{
    [Fact]
    [Trait("spec", "Q-1")]
    public void Commands_and_events_come_first_module_by_module()
    {
        var files = new MemoryResolver { ["part.json"] = "{ 'event': 'PARTED' }\n{ 'command': 'part' }" };
        var root = new SchemaFile("root.json", "{ 'include': 'part.json' }\n{ 'struct': 'Args', 'data': {} }\n{ 'command': 'first', 'data': 'Args' }");
        QapiSchema schema = Schemas.Bind(root, files, Dialect.Qemu102, out List<SchemaDiagnostic> diagnostics);
        Assert.Empty(diagnostics);
        Assert.Equal(["first", "PARTED", "part"], Infos(schema)[..3].Select(info => (string?)info["name"]));
    }

    [Fact]
    [Trait("spec", "Q-2, Q-3, Q-4, Q-5, Q-8")]
    public void Types_are_numbered_by_first_use_and_follow_in_that_order()
    {
        JsonObject[] infos = Infos(Schemas.Bind("""
            { 'command': 'one', 'data': 'Back', 'returns': [ 'Front' ] }
            { 'struct': 'Front', 'data': { 'b': 'Back', 'e': 'Enum' } }
            { 'struct': 'Back', 'data': { 'size': 'uint8' } }
            { 'enum': 'Enum', 'data': [ 'x' ] }
            { 'event': 'PLAIN' }
            """));
        Assert.Equal("0", (string?)infos[0]["arg-type"]);
        Assert.Equal("[1]", (string?)infos[0]["ret-type"]);
        Assert.Equal("2", (string?)infos[1]["arg-type"]);
        Assert.Equal(["one", "PLAIN", "0", "[1]", "1", "2", "int", "3"], infos.Select(info => (string?)info["name"]));
    }

    [Fact]
    [Trait("spec", "Q-6, Q-7")]
    public void Members_of_the_base_come_first_and_features_stand_only_where_there_are_some()
    {
        JsonObject[] infos = Infos(Schemas.Bind("""
            { 'struct': 'Base', 'data': { 'a': 'str' } }
            { 'struct': 'Derived', 'base': 'Base', 'data': { '*b': { 'type': 'str', 'features': [ 'f', 'g' ] } } }
            { 'command': 'go', 'data': 'Derived', 'allow-oob': true, 'features': [ 'h' ] }
            """));
        Assert.True((bool?)infos[0]["allow-oob"]);
        Assert.Equal("""["h"]""", infos[0]["features"]!.ToJsonString());
        JsonObject type = infos.Single(info => (string?)info["name"] == (string?)infos[0]["arg-type"]);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""[{"name":"a","type":"str"},{"name":"b","type":"str","default":null,"features":["f","g"]}]"""), type["members"]));
        Assert.False(type.ContainsKey("features"));
    }

    [Fact]
    [Trait("spec", "Q-9")]
    public void Written_branches_come_before_the_added_ones()
    {
        JsonObject[] infos = Infos(Schemas.Bind(Union + "{ 'command': 'go', 'boxed': true, 'data': 'Union' }"), isMasked: false);
        JsonNode variants = infos.Single(info => (string?)info["name"] == "Union")["variants"]!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""[{"case":"b","type":"One"},{"case":"a","type":"q_empty"}]"""), variants), variants.ToJsonString());
    }

    [Fact]
    [Trait("spec", "Q-12, Q-13, C-4, C-6")]
    public void Type_stays_though_its_only_user_is_dropped_and_deprecation_drops_nothing_at_build_time()
    {
        JsonObject[] infos = Infos(
            Schemas.Bind("{ 'struct': 'Args', 'data': {} }\n{ 'command': 'gone', 'data': 'Args', 'if': 'A' }\n{ 'command': 'old', 'features': [ 'deprecated' ] }"),
            symbols: SymbolSet.Nothing);
        Assert.Equal(["old", "0", "1"], infos.Select(info => (string?)info["name"]));
    }

    [Fact]
    [Trait("spec", "Q-14")]
    public void Names_are_unique_over_all_kinds()
    {
        string?[] names = Infos(Schemas.Bind(Union + "{ 'command': 'one' }\n{ 'event': 'ONE', 'boxed': true, 'data': 'Union' }\n{ 'command': 'many', 'returns': [ 'One' ] }"))
            .Select(info => (string?)info["name"]).ToArray();
        Assert.Equal(names.Distinct(), names);
        Assert.Contains("[", string.Concat(names), System.StringComparison.Ordinal);
    }

    [Theory]
    [Trait("spec", "V-30")]
    [InlineData("5.2", false)]
    [InlineData("7.2", true)]
    [InlineData("10.2", true)]
    public void Members_of_enums_are_shown_since_7_2(string release, bool isShown)
    {
        Assert.True(Dialect.TryParse(release, out Dialect? dialect));
        JsonObject[] infos = Infos(Schemas.Bind("{ 'enum': 'Enum', 'data': [ 'a' ] }\n{ 'event': 'EVT', 'data': { 'e': 'Enum' } }", dialect));
        JsonObject type = infos.Single(info => (string?)info["meta-type"] == "enum");
        Assert.Equal(isShown, type.ContainsKey("members"));
        Assert.Equal("""["a"]""", type["values"]!.ToJsonString());
    }

    private const string Union = """
        { 'enum': 'Kind', 'data': [ 'a', 'b' ] }
        { 'struct': 'One', 'data': {} }
        { 'union': 'Union', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'b': 'One' } }

        """;

    private static JsonObject[] Infos(QapiSchema schema, SymbolSet? symbols = null, bool isMasked = true)
    {
        string text = IntrospectionWriter.Write(IntrospectionBuilder.Build(schema, symbols ?? SymbolSet.Everything, isMasked: isMasked));
        return JsonNode.Parse(text)!.AsArray().Select(info => info!.AsObject()).ToArray();
    }
}
