using System;
using System.Linq;
using CsCheck;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Introspection;

/// <summary>Reading saved replies, sound and broken.</summary>
public sealed class IntrospectionReaderTests
{
    private const string Reply = """
        {"return": [
          {"name": "c\u0061", "meta-type": "command", "arg-type": "0", "ret-type": "[1]", "allow-oob": true, "features": ["deprecated"], "new-key": {"a": [1.5e3]}},
          {"name": "0", "meta-type": "object", "members": [{"name": "a", "type": "1", "default": null}], "tag": "a", "variants": [{"case": "x", "type": "0"}]},
          {"name": "1", "meta-type": "enum", "values": ["x"]},
          {"name": "[1]", "meta-type": "array", "element-type": "1"}
        ], "id": 1}
        """;

    [Fact]
    public void Whole_reply_or_its_array_can_be_read()
    {
        string array = Reply[Reply.IndexOf('[', StringComparison.Ordinal)..(Reply.LastIndexOf(']') + 1)];
        var infos = IntrospectionReader.Read(Reply);
        Assert.Equal(infos, IntrospectionReader.Read(array));
        CommandInfo command = Assert.IsType<CommandInfo>(infos[0]);
        Assert.Equal(("ca", "0", "[1]", true), (command.Name, command.ArgumentType, command.ReturnType, command.AllowsOutOfBand));
        Assert.Equal(["deprecated"], command.Features!.Value);
        ObjectInfo type = Assert.IsType<ObjectInfo>(infos[1]);
        Assert.True(type.Members[0].IsOptional);
        Assert.Equal("a", type.Tag);
        Assert.False(Assert.IsType<EnumInfo>(infos[2]).HasMembers);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var infos = IntrospectionBuilder.Build(
            Schemas.Bind("""
                { 'enum': 'Kind', 'data': [ { 'name': 'a', 'features': [ 'f' ] } ] }
                { 'alternate': 'Alt', 'data': { 'a': 'Kind', 'b': [ 'bool' ] } }
                { 'command': 'cmd', 'data': { '*a': { 'type': 'Alt', 'features': [ 'deprecated' ] } } }
                """),
            SymbolSet.Everything);
        Assert.Equal(infos, IntrospectionReader.Read(IntrospectionWriter.Write(infos)));
    }

    [Theory]
    [InlineData("", "line 1, column 1: the text ends where a value is expected")]
    [InlineData("{}", "line 1, column 1: expected an array of SchemaInfo objects, or a reply with it as 'return'")]
    [InlineData("[1]", "line 1, column 2: expected an object")]
    [InlineData("[{}]", "line 1, column 2: 'name' is missing")]
    [InlineData("[{\"name\": 1}]", "line 1, column 11: expected 'name' as a string")]
    [InlineData("[{\"name\": \"a\", \"meta-type\": \"new\"}]", "line 1, column 2: 'a' has unknown meta-type 'new'")]
    [InlineData("[\n{\"name\": \"a\", \"meta-type\": \"event\", \"arg-type\": \"0\"}\n,{\"name\": \"a\", \"meta-type\": \"event\", \"arg-type\": \"0\"}]", "line 3, column 2: 'a' occurs twice")]
    [InlineData("[] x", "line 1, column 4: more text after the value")]
    [InlineData("[,]", "line 1, column 2: no JSON value starts here")]
    [InlineData("[\"a]", "line 1, column 5: the string doesn't end")]
    [InlineData("[\"\\x\"]", "line 1, column 4: unknown escape in a string")]
    [InlineData("[\"\\u12\"]", "line 1, column 4: '\\u' needs four hexadecimal digits")]
    [InlineData("[1-2]", "line 1, column 2: this is no number")]
    public void Broken_reply_is_refused_with_its_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<IntrospectionFormatException>(() => IntrospectionReader.Read(text)).Message);

    [Fact]
    public void Deep_nesting_is_refused()
    {
        string text = string.Concat(Enumerable.Repeat("[", 1_000_000));
        Assert.Contains("nested more than", Assert.Throws<IntrospectionFormatException>(() => IntrospectionReader.Read(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Draws", "examples")]
    public void Mutated_reply_is_read_or_refused()
    {
        Gen.Select(Gen.Int[0, Reply.Length - 1], Gen.Int[0, 4], Gen.OneOf("", "{", "}", "[", "]", "\"", ",", ":", "\\", "null", "1", "\0", "\uD800")).Array[1, 4].CheckExamples(
            edits =>
            {
                string text = edits.Aggregate(Reply, (t, e) => t[..Math.Min(e.Item1, t.Length)] + e.Item3 + t[Math.Min(e.Item1 + e.Item2, t.Length)..]);
                try
                {
                    IntrospectionReader.Read(text);
                }
                catch (IntrospectionFormatException)
                {
                    // The only exception that a text may cause.
                }
            },
            5_000);
    }
}
