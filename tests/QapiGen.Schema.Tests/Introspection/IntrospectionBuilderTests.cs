using QapiGen.Schema.Dialects;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;
using Xunit;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace QapiGen.Schema.Tests.Introspection;

/// <summary>What <c>query-qmp-schema</c> answers (spec 9).</summary>
public sealed class IntrospectionBuilderTests
{
    // Spec.
    [Fact]
    public void Example_of_the_language_gives_the_expected_objects()
    {
        const string text = """
            { 'enum': 'ShapeKind', 'data': [ 'circle', 'box', 'point' ] }
            { 'struct': 'Circle', 'data': { 'radius': 'number', '*label': 'str' } }
            { 'struct': 'Box', 'data': { 'sides': [ 'uint32' ] } }
            { 'union': 'Shape', 'base': { 'kind': 'ShapeKind', '*tags': [ 'str' ] }, 'discriminator': 'kind',
              'data': { 'circle': 'Circle', 'box': 'Box' } }
            { 'alternate': 'ShapeRef', 'data': { 'name': 'str', 'inline': 'Shape', 'nothing': 'null' } }
            { 'event': 'SHAPE_DRAWN', 'data': { 'ref': { 'type': 'ShapeRef', 'features': [ 'deprecated' ] } } }
            """;
        const string expected = """
            [ {"name":"SHAPE_DRAWN","meta-type":"event","arg-type":"0"},
              {"name":"0","meta-type":"object","members":[{"name":"ref","type":"1","features":["deprecated"]}]},
              {"name":"1","meta-type":"alternate","members":[{"type":"str"},{"type":"2"},{"type":"null"}]},
              {"name":"str","meta-type":"builtin","json-type":"string"},
              {"name":"2","meta-type":"object","tag":"kind",
               "members":[{"name":"kind","type":"3"},{"name":"tags","type":"[str]","default":null}],
               "variants":[{"case":"circle","type":"4"},{"case":"box","type":"5"},{"case":"point","type":"6"}]},
              {"name":"null","meta-type":"builtin","json-type":"null"},
              {"name":"3","meta-type":"enum","members":[{"name":"circle"},{"name":"box"},{"name":"point"}],"values":["circle","box","point"]},
              {"name":"[str]","meta-type":"array","element-type":"str"},
              {"name":"4","meta-type":"object","members":[{"name":"radius","type":"number"},{"name":"label","type":"str","default":null}]},
              {"name":"5","meta-type":"object","members":[{"name":"sides","type":"[int]"}]},
              {"name":"6","meta-type":"object","members":[]},
              {"name":"number","meta-type":"builtin","json-type":"number"},
              {"name":"[int]","meta-type":"array","element-type":"int"},
              {"name":"int","meta-type":"builtin","json-type":"int"} ]
            """;
        AssertJson(expected, Introspect(text));
    }

    // Spec.
    [Fact]
    public void Unmasked_names_are_the_internal_ones()
    {
        const string expected = """
            [ {"name":"cmd","meta-type":"command","arg-type":"q_obj_cmd-arg","ret-type":"q_empty","allow-oob":true,"features":["a"]},
              {"name":"q_obj_cmd-arg","meta-type":"object","members":[{"name":"a","type":"int"}]},
              {"name":"q_empty","meta-type":"object","members":[]},
              {"name":"int","meta-type":"builtin","json-type":"int"} ]
            """;
        const string text = "{ 'command': 'cmd', 'data': { 'a': 'size' }, 'allow-oob': true, 'features': [ 'a' ], 'gen': false }";
        AssertJson(expected, IntrospectionWriter.Write(IntrospectionBuilder.Build(Schemas.Bind(text), SymbolSet.Everything, isMasked: false)));
    }

    // Spec C-4, Q-12.
    [Fact]
    public void Conditions_drop_entities_and_parts_but_leave_the_numbers()
    {
        const string text = """
            { 'struct': 'Gone', 'data': {}, 'if': 'A' }
            { 'enum': 'Some', 'data': [ 'x', { 'name': 'y', 'if': 'A' } ] }
            { 'command': 'one', 'if': 'A', 'data': 'Gone' }
            { 'command': 'two', 'data': 'Args', 'features': [ { 'name': 'f', 'if': 'A' } ] }
            { 'struct': 'Args', 'data': { 'a': { 'type': 'Gone', 'if': 'A' }, 'b': 'Some' } }
            """;
        const string expected = """
            [ {"name":"two","meta-type":"command","arg-type":"2","ret-type":"1","features":[]},
              {"name":"1","meta-type":"object","members":[]},
              {"name":"2","meta-type":"object","members":[{"name":"b","type":"3"}]},
              {"name":"3","meta-type":"enum","members":[{"name":"x"}],"values":["x"]} ]
            """;
        AssertJson(expected, Introspect(text, SymbolSet.Nothing));
    }

    // Spec Q-10, V-30.
    [Fact]
    public void Shape_of_5_2_has_values_only_and_wrappers_of_simple_unions()
    {
        const string text = """
            { 'struct': 'One', 'data': {} }
            { 'union': 'Simple', 'data': { 'one': 'One' } }
            { 'command': 'cmd', 'boxed': true, 'data': 'Simple' }
            """;
        const string expected = """
            [ {"name":"cmd","meta-type":"command","arg-type":"0","ret-type":"1"},
              {"name":"0","meta-type":"object","members":[{"name":"type","type":"2"}],"tag":"type","variants":[{"case":"one","type":"3"}]},
              {"name":"1","meta-type":"object","members":[]},
              {"name":"2","meta-type":"enum","values":["one"]},
              {"name":"3","meta-type":"object","members":[{"name":"data","type":"4"}]},
              {"name":"4","meta-type":"object","members":[]} ]
            """;
        AssertJson(expected, Introspect(text, dialect: Dialect.Qemu52));
    }

    // Spec Q-11, K-28.
    [Fact]
    public void Types_that_nothing_reaches_are_not_shown() => AssertJson("[]", Introspect("{ 'struct': 'Unused', 'data': {} }"));

    private static string Introspect(string text, SymbolSet? symbols = null, Dialect? dialect = null) =>
        IntrospectionWriter.Write(IntrospectionBuilder.Build(Schemas.Bind(text, dialect), symbols ?? SymbolSet.Everything));

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);
}
