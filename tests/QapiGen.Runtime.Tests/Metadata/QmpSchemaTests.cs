using System;
using System.Linq;
using QapiGen.Runtime.Metadata;
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
    public void What_is_not_a_schema_is_a_format_error(string json) =>
        Assert.Throws<FormatException>(() => Parse(json));

    private static QmpSchema Parse(string json) => QmpSchema.Parse(System.Text.Encoding.UTF8.GetBytes(json));
}
