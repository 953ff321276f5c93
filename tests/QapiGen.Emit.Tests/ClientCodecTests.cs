using System;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Tests.Support;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>Of each codec a client has what it needs: arguments are written, results and events read.</summary>
public sealed class ClientCodecTests
{
    internal const string Schema =
        """
        { 'enum': 'Kind', 'data': [ 'round', 'deep', 'none' ] }
        { 'struct': 'Part', 'data': { 'x': 'int' } }
        { 'alternate': 'Choice', 'data': { 'number': 'int', 'part': 'Part' } }
        { 'struct': 'Sent', 'data': { 'name': 'str', 'parts': [ 'Part' ], '*any': 'any' } }
        { 'struct': 'Base', 'data': { 'id': 'str' } }
        { 'struct': 'Round', 'data': { 'radius': 'int' } }
        { 'struct': 'Inner', 'data': { 'depth': 'int' } }
        { 'union': 'Deep', 'base': { 'how': 'Kind' }, 'discriminator': 'how', 'data': { 'round': 'Inner' } }
        { 'union': 'Shape', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'round': 'Round', 'deep': 'Deep' } }
        { 'union': 'Tool', 'base': { 'kind': 'Kind', 'size': 'int' }, 'discriminator': 'kind', 'data': { 'round': 'Round' } }
        { 'struct': 'Told', 'base': 'Base', 'data': { 'shape': 'Shape', 'lines': [ 'Line' ] } }
        { 'struct': 'Line', 'data': { '*next': 'Line' } }
        { 'struct': 'Shared', 'data': { 'inside': 'Inside' } }
        { 'struct': 'Inside', 'data': { 'flag': 'bool' } }
        { 'struct': 'Lent', 'data': { 'first': 'LentPart', '*second': 'str' } }
        { 'struct': 'LentPart', 'data': { 'y': 'int' } }
        { 'struct': 'Gone', 'data': { 'why': 'str' } }
        { 'struct': 'Own', 'data': { 'x': 'int' } }
        { 'command': 'send', 'data': { 'what': 'Sent', 'choice': 'Choice', 'shared': 'Shared', 'tool': 'Tool' }, 'returns': [ 'Told' ] }
        { 'command': 'lend', 'data': 'Lent' }
        { 'event': 'SEEN', 'data': { 'shared': 'Shared' } }
        { 'event': 'GONE', 'data': 'Gone' }

        """;

    private static readonly Lazy<Assembly> s_needed = new(() => Compile(Options));

    private static GenerationOptions Options => new() { Namespace = "Test", Role = GenerationRole.Client, OnlyNeededCodecs = true };

    [Theory]
    [InlineData("Sent", false, true)]
    [InlineData("Part", false, true)]
    [InlineData("Choice", false, true)]
    [InlineData("Tool", false, true)]
    [InlineData("LentPart", false, true)]
    [InlineData("SendArguments", false, true)]
    [InlineData("Told", true, false)]
    [InlineData("Base", true, false)]
    [InlineData("Shape", true, false)]
    [InlineData("Deep", true, false)]
    [InlineData("Line", true, false)]
    [InlineData("SeenEvent", true, false)]
    [InlineData("GoneEvent", true, false)]
    [InlineData("Shared", true, true)]
    [InlineData("Inside", true, true)]
    [InlineData("Own", true, true)]
    public void A_type_is_read_or_written_as_the_client_needs(string name, bool reads, bool writes)
    {
        Type type = s_needed.Value.GetType($"Test.{name}", throwOnError: true)!;
        Assert.Equal((reads, writes), (Has(type, typeof(IWireReadable<>)), Has(type, typeof(IWireWritable<>))));
        Assert.Equal((reads, writes), (type.GetMethod("Read") is not null, type.GetMethod("Write") is not null));
    }

    [Theory]
    [InlineData("Round")]
    [InlineData("Inner")]
    [InlineData("Lent")]
    [InlineData("Gone")]
    public void A_type_that_only_lends_its_members_is_left_out(string name)
    {
        Assert.Null(s_needed.Value.GetType($"Test.{name}"));
        Assert.NotNull(Compile(Options with { OnlyNeededCodecs = false }).GetType($"Test.{name}"));
    }

    [Fact]
    public void With_both_each_type_is_read_and_written() => Assert.All(
        Compile(Options with { OnlyNeededCodecs = false }).GetTypes().Where(static type => Has(type, typeof(IWireReadable<>)) || Has(type, typeof(IWireWritable<>))),
        static type => Assert.True(Has(type, typeof(IWireCodec<>)), type.Name));

    [Fact]
    public void Without_commands_and_events_every_type_is_the_programs_own()
    {
        Assembly types = InMemoryCompiler.Compile(Generated.Emit(Generated.Parse("{ 'struct': 'A', 'data': { 'b': [ 'B' ] } }\n{ 'struct': 'B', 'data': { } }\n"), Options));
        Assert.All(["A", "B"], name => Assert.True(Has(types.GetType("Test." + name)!, typeof(IWireCodec<>)), name));
    }

    [Fact]
    public void What_is_received_can_be_read_as_JSON_and_writing_it_says_what_would_help()
    {
        Type type = s_needed.Value.GetType("Test.Told", throwOnError: true)!;
        object told = JsonSerializer.Deserialize("""{ "id": "a", "shape": { "kind": "deep", "how": "round", "depth": 3 }, "lines": [ { "next": { } } ] }""", type)!;
        object shape = type.GetProperty("Shape")!.GetValue(told)!;
        Assert.Contains("Depth = 3", shape.ToString(), StringComparison.Ordinal);
        Assert.Contains("Codecs=\"Both\"", Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(told, type)).Message, StringComparison.Ordinal);
        Assert.Contains("Codecs=\"Both\"", Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(shape, shape.GetType())).Message, StringComparison.Ordinal);
        Assert.Equal(shape, JsonSerializer.Deserialize("""{ "kind": "deep", "how": "round", "depth": 3 }""", shape.GetType()));
    }

    [Fact]
    public void What_is_sent_can_be_written_as_JSON_and_reading_it_says_what_would_help()
    {
        Type type = s_needed.Value.GetType("Test.Tool+Round", throwOnError: true)!;
        object tool = Activator.CreateInstance(type)!;
        type.GetProperty("Size")!.SetValue(tool, 4L);
        type.GetProperty("Radius")!.SetValue(tool, 2L);
        Assert.Equal("""{"kind": "round", "size": 4, "radius": 2}""", JsonSerializer.Serialize(tool, type));
        Assert.Contains("Codecs=\"Both\"", Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize("{ }", type)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_is_what_was_accepted() => Snapshot.Verify(
        RepositoryPaths.Get("tests", "QapiGen.Emit.Tests", "Snapshots", "client.needed.verified.txt"),
        System.Text.RegularExpressions.Regex.Replace(
            Generated.EmitTogether(Generated.Parse(Schema), Options).Text.ToString(), @"GeneratedCode\(""QapiGen"", ""[0-9.]+""\)", "GeneratedCode(\"QapiGen\", \"VERSION\")"));

    [Theory]
    [InlineData("")]
    [InlineData("Test")]
    public void Every_construct_compiles_without_a_warning(string place) =>
        InMemoryCompiler.Compile(Generated.Emit(Generated.Parse(Samples.EveryConstruct), Options with { Namespace = place, MinimumVersion = "10.0" }));

    private static Assembly Compile(GenerationOptions options) => InMemoryCompiler.Compile(Generated.Emit(Generated.Parse(Schema), options));

    private static bool Has(Type type, Type side) => type.GetInterfaces().Any(item => item.IsGenericType && item.GetGenericTypeDefinition() == side && item.GetGenericArguments()[0] == type);
}
