using System;
using System.Linq;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Tests.Support;
using Xunit;

namespace QapiGen.Runtime.Tests.Metadata;

public sealed class QmpSchemaTests
{
    private const string Masked = """
        [{"name":"SHAPE_DRAWN","meta-type":"event","arg-type":"0"},
         {"name":"draw","meta-type":"command","arg-type":"2","ret-type":"[str]","allow-oob":true,"features":["unstable"]},
         {"name":"0","meta-type":"object","members":[{"name":"ref","type":"1","features":["deprecated"]}]},
         {"name":"1","meta-type":"alternate","members":[{"type":"str"},{"type":"2"},{"type":"null"}]},
         {"name":"str","meta-type":"builtin","json-type":"string"},
         {"name":"2","meta-type":"object","tag":"kind",
          "members":[{"name":"kind","type":"3"},{"name":"tags","type":"[str]","default":null}],
          "variants":[{"case":"circle","type":"4"},{"case":"point","type":"6"}]},
         {"name":"null","meta-type":"builtin","json-type":"null"},
         {"name":"3","meta-type":"enum","members":[{"name":"circle"},{"name":"point","features":["deprecated"]}],"values":["circle","point"]},
         {"name":"[str]","meta-type":"array","element-type":"str"},
         {"name":"4","meta-type":"object","members":[{"name":"radius","type":"number"}]},
         {"name":"6","meta-type":"object","members":[]},
         {"name":"number","meta-type":"builtin","json-type":"number"}]
        """;

    [Fact]
    public void Commands_events_and_types_are_linked()
    {
        QmpSchema schema = Parse(Masked);

        Assert.True(schema.TryGetCommand("draw", out QmpCommandInfo? draw));
        Assert.True(draw.AllowsOutOfBand);
        Assert.False(draw.HasRawArguments);
        Assert.Equal(["unstable"], draw.Features);
        var shape = Assert.IsType<QmpObjectInfo>(draw.Arguments);
        Assert.Equal("kind", shape.Tag);
        Assert.True(shape.TryGetMember("tags", out QmpMemberInfo? tags));
        Assert.True(tags.IsOptional);
        Assert.Same(draw.Result, tags.Type);
        Assert.Equal("radius", Assert.IsType<QmpObjectInfo>(shape.Branches["circle"]).Members.Single().Name);
        Assert.True(schema.TryGetEvent("SHAPE_DRAWN", out QmpEventInfo? drawn));
        QmpMemberInfo reference = Assert.IsType<QmpObjectInfo>(drawn.Data).Members.Single();
        Assert.Equal(["deprecated"], reference.Features);
        Assert.Equal(["str", "2", "null"], Assert.IsType<QmpAlternateInfo>(reference.Type).Branches.Select(branch => branch.Name));
    }

    [Fact]
    public void Enum_values_come_with_their_features_or_from_the_old_member()
    {
        QmpSchema schema = Parse(Masked);
        Assert.True(schema.TryGetType("3", out QmpTypeInfo? type));
        Assert.True(Assert.IsType<QmpEnumInfo>(type).TryGetValue("point", out QmpEnumValueInfo? point));
        Assert.Equal(["deprecated"], point.Features);

        QmpSchema old = Parse("""[{"name":"3","meta-type":"enum","values":["circle","point"]}]""");
        Assert.True(old.TryGetType("3", out type));
        Assert.Equal(["circle", "point"], Assert.IsType<QmpEnumInfo>(type).Values.Select(value => value.Name));
    }

    [Fact]
    public void Exact_integer_types_and_undeclared_arrays_are_known_by_name()
    {
        QmpSchema schema = Parse("""[{"name":"c","meta-type":"command","arg-type":"A","ret-type":"q_empty"},{"name":"A","meta-type":"object","members":[{"name":"a","type":"[uint16]"},{"name":"s","type":"size"}]}]""");
        Assert.True(schema.TryGetCommand("c", out QmpCommandInfo? command));
        var arguments = Assert.IsType<QmpObjectInfo>(command.Arguments);
        var array = Assert.IsType<QmpArrayInfo>(arguments.Members[0].Type);
        Assert.Equal(QmpBuiltinKind.UInt16, Assert.IsType<QmpBuiltinInfo>(array.ElementType).Kind);
        Assert.Equal(QmpBuiltinKind.Size, Assert.IsType<QmpBuiltinInfo>(arguments.Members[1].Type).Kind);
        Assert.Empty(Assert.IsType<QmpObjectInfo>(command.Result).Members);
    }

    // Spec V-31: a server may hide what it deprecates.
    [Fact]
    public void A_reference_to_a_type_that_is_not_shown_stands_for_any_value()
    {
        QmpSchema schema = Parse("""[{"name":"c","meta-type":"command","arg-type":"7","ret-type":"8"}]""");
        Assert.True(schema.TryGetCommand("c", out QmpCommandInfo? command));
        Assert.Equal(QmpBuiltinKind.Any, Assert.IsType<QmpBuiltinInfo>(command.Arguments).Kind);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{}]")]
    [InlineData("[{\"meta-type\":\"object\",\"name\":\"x\"}]")]
    [InlineData("[{\"meta-type\":\"command\",\"name\":null}]")]
    [InlineData("[{\"meta-type\":\"command\",\"name\":\"x\",\"arg-type\":1}]")]
    [InlineData("[{\"meta-type\":\"command\",\"name\":\"x\",\"arg-type\":\"[[[[[[[[[[[[int]]]]]]]]]]]]\"}]")]
    [InlineData("[{\"meta-type\":\"enum\",\"name\":\"x\",\"values\":[1]}]")]
    [InlineData("[")]
    [InlineData("[] []")]
    [InlineData("[{\"meta-type\":\"enum\",\"name\":\"x\"}]")]
    [InlineData("[{\"meta-type\":\"enum\",\"name\":\"x\",\"members\":[{\"name\":\"a\"},{}]}]")]
    [InlineData("[{\"meta-type\":\"enum\",\"name\":\"x\",\"members\":[{\"name\":\"a\",\"features\":[null]}]}]")]
    [InlineData("[{\"meta-type\":\"object\",\"name\":\"x\",\"members\":[{\"name\":\"a\"}]}]")]
    [InlineData("[{\"meta-type\":\"object\",\"name\":\"x\",\"members\":[{\"name\":\"a\",\"type\":null}]}]")]
    [InlineData("[{\"meta-type\":\"object\",\"name\":\"x\",\"members\":[{\"name\":\"a\",\"type\":\"[[[[[[[[[int\"}]}]")]
    [InlineData("[{\"meta-type\":\"object\",\"name\":\"x\",\"members\":[],\"variants\":[{\"case\":\"a\"}]}]")]
    [InlineData("[{\"meta-type\":\"object\",\"name\":\"x\",\"members\":[],\"tag\":1}]")]
    [InlineData("[{\"meta-type\":\"object\",\"name\":\"x\",\"members\":[],\"features\":1}]")]
    [InlineData("[{\"meta-type\":\"alternate\",\"name\":\"x\",\"members\":[[]]}]")]
    [InlineData("[{\"meta-type\":\"array\",\"name\":\"x\"}]")]
    [InlineData("[{\"meta-type\":\"command\",\"name\":\"x\",\"allow-oob\":1}]")]
    [InlineData("[{\"meta-type\":\"object\",\"members\":[]}]")]
    public void What_is_not_a_schema_is_a_format_error(string json) =>
        Assert.Throws<FormatException>(() => Parse(json));

    [Fact]
    public void Members_may_come_in_any_order_and_escaped()
    {
        QmpSchema schema = Parse("""[{"members":[{"t\u0079pe":"1","features":["f"],"name":"a\u0062"}],"other":[{"x":1}],"name":"0","\u006deta-type":"object"},{"element-type":"int","meta-type":"array","name":"1"}]""");

        Assert.True(schema.TryGetType("0", out QmpTypeInfo? type));
        QmpMemberInfo member = Assert.Single(Assert.IsType<QmpObjectInfo>(type).Members);
        Assert.Equal("ab", member.Name);
        Assert.Equal(["f"], member.Features);
        Assert.Equal(QmpBuiltinKind.Int64, Assert.IsType<QmpBuiltinInfo>(Assert.IsType<QmpArrayInfo>(member.Type).ElementType).Kind);
    }

    [Fact]
    public void All_types_include_those_that_are_only_referred_to()
    {
        QmpSchema schema = Parse("""[{"name":"c","meta-type":"command","arg-type":"A","ret-type":"q_empty"},{"name":"A","meta-type":"object","members":[{"name":"a","type":"[uint16]"},{"name":"s","type":"Hidden"}]}]""");

        Assert.True(schema.TryGetType("Hidden", out QmpTypeInfo? hidden));
        Assert.Equal(["A", "Hidden", "[uint16]", "q_empty", "uint16"], schema.Types.Select(static type => type.Name).Order(StringComparer.Ordinal));
        Assert.True(schema.TryGetType("A", out QmpTypeInfo? type));
        Assert.Same(hidden, Assert.IsType<QmpObjectInfo>(type).Members[1].Type);
    }

    [Fact]
    public void Who_asks_at_the_same_time_gets_the_same()
    {
        for (int round = 0; round < 50; round++)
        {
            QmpSchema schema = Parse(Masked);
            QmpMemberInfo[] seen = new QmpMemberInfo[4];
            System.Threading.Tasks.Parallel.For(0, seen.Length, i =>
            {
                Assert.True(schema.TryGetType("2", out QmpTypeInfo? type));
                seen[i] = Assert.IsType<QmpObjectInfo>(type).Members[1];
            });

            Assert.All(seen, member => Assert.Same(seen[0], member));
        }
    }

    [Fact]
    public void A_schema_as_large_as_an_emulators_takes_at_most_twice_its_size_while_it_is_read_and_then()
    {
        byte[] json = System.Text.Encoding.UTF8.GetBytes(Large());
        Assert.InRange(json.Length, 200_000, 300_000);

        Assert.InRange(Allocations.Of(() => QmpSchema.Parse(json)), json.Length, json.Length * 2);
    }

    // As many entries of each kind as QEMU 10.2 has, and of their size.
    private static string Large()
    {
        var json = new System.Text.StringBuilder("[");
        for (int i = 0; i < 250; i++)
        {
            json.Append($$"""{"name": "command-{{i}}-of-some", "meta-type": "command", "arg-type": "{{i}}", "ret-type": "{{i + 1}}"}, """);
        }

        for (int i = 0; i < 60; i++)
        {
            json.Append($$"""{"name": "EVENT_NUMBER_{{i}}", "meta-type": "event", "arg-type": "{{i}}"}, """);
        }

        for (int i = 0; i < 650; i++)
        {
            json.Append($$"""{"name": "{{i}}", "meta-type": "object", "members": [""");
            json.AppendJoin(", ", Enumerable.Range(0, 6).Select(member => $$"""{"name": "member-{{member}}", "type": "int"{{(member < 3 ? "" : ", \"default\": null")}}}"""));
            json.Append("]}, ");
        }

        return json.Append("""{"name": "int", "meta-type": "builtin", "json-type": "int"}]""").ToString();
    }

    private static QmpSchema Parse(string json) => QmpSchema.Parse(System.Text.Encoding.UTF8.GetBytes(json));
}
