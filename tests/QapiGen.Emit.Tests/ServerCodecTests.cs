using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Tests.Support;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>Of each codec a server has what it needs: arguments are read, results and the data of events written.</summary>
public sealed class ServerCodecTests
{
    private const string Application =
        """
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;

        namespace Test;

        #pragma warning disable CS1591
        public sealed class Host : ITestCommands
        {
            public static QapiGen.Runtime.Server.QmpDispatcher Dispatcher() => new TestDispatcher(new Host());

            public static void Emit(QapiGen.Runtime.Messages.IQmpEventSink sink)
            {
                var events = new TestEventEmitter(sink);
                events.Seen(new Shared { Inside = new Inside { Flag = true } });
                events.Gone("it left");
            }

            public ValueTask<IReadOnlyList<Told>> SendAsync(Sent what, Choice choice, Shared shared, Tool tool, CancellationToken cancellationToken = default)
            {
                long y = choice is Choice.Part { Value.X: long x } ? x : 0;
                return new([new Told
                {
                    Id = what.Name,
                    Shape = new Shape.Deep { DeepValue = new Deep.Round { Depth = y } },
                    Lines = [new Line { Next = new Line() }],
                }]);
            }

            public ValueTask LendAsync(LentPart first, string? second = null, CancellationToken cancellationToken = default) => default;
        }
        """;

    private static readonly Lazy<Assembly> s_needed = new(() => InMemoryCompiler.Compile(Files(Options), Application));

    private static GenerationOptions Options => new() { Namespace = "Test", Role = GenerationRole.Server, OnlyNeededCodecs = true };

    [Theory]
    [InlineData("Sent", true, false)]
    [InlineData("Part", true, false)]
    [InlineData("Choice", true, false)]
    [InlineData("Tool", true, false)]
    [InlineData("LentPart", true, false)]
    [InlineData("SendArguments", true, false)]
    [InlineData("Told", false, true)]
    [InlineData("Base", false, true)]
    [InlineData("Shape", false, true)]
    [InlineData("Deep", false, true)]
    [InlineData("Line", false, true)]
    [InlineData("SeenEventData", false, true)]
    [InlineData("Shared", true, true)]
    [InlineData("Inside", true, true)]
    [InlineData("Own", true, true)]
    public void A_type_is_read_or_written_as_the_server_needs(string name, bool reads, bool writes)
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
    [InlineData("SeenEvent")]
    [InlineData("GoneEvent")]
    public void A_type_that_only_lends_its_members_and_the_record_of_an_event_are_left_out(string name)
    {
        Assert.Null(s_needed.Value.GetType($"Test.{name}"));
        Assert.NotNull(InMemoryCompiler.Compile(Files(Options with { OnlyNeededCodecs = false })).GetType($"Test.{name}"));
    }

    [Fact]
    public void With_both_each_type_is_read_and_written_but_for_what_only_emitters_hold() => Assert.All(
        InMemoryCompiler.Compile(Files(Options with { OnlyNeededCodecs = false })).GetTypes()
            .Where(static type => (Has(type, typeof(IWireReadable<>)) || Has(type, typeof(IWireWritable<>))) && !type.Name.EndsWith("EventData", StringComparison.Ordinal)),
        static type => Assert.True(Has(type, typeof(IWireCodec<>)), type.Name));

    [Fact]
    public async Task Such_a_server_takes_arguments_and_answers()
    {
        await using QmpService service = Serve();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        const string send =
            """{"execute": "send", "arguments": {"what": {"name": "a", "parts": [{"x": 1}]}, "choice": {"x": 3}, "shared": {"inside": {"flag": true}}, "tool": {"radius": 2, "kind": "round", "size": 4}}}""";
        Assert.Equal("""{"return": [{"id": "a", "shape": {"kind": "deep", "how": "round", "depth": 3}, "lines": [{"next": {}}]}]}""", await client.AskAsync(send));
        Assert.Contains("Parameter 'first' is missing", await client.AskAsync("""{"execute": "lend"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Such_a_server_sends_events()
    {
        await using QmpService service = Serve();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        s_needed.Value.GetType("Test.Host")!.GetMethod("Emit")!.Invoke(null, [service]);
        Assert.Contains("""
            "event": "SEEN", "data": {"shared": {"inside": {"flag": true}}}
            """.Trim(), await client.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("""
            "event": "GONE", "data": {"why": "it left"}
            """.Trim(), await client.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_descriptor_of_an_event_says_its_name_and_reads_nothing()
    {
        var descriptor = (QmpEventDescriptor)s_needed.Value.GetType("Test.TestEvent", throwOnError: true)!.GetProperty("Seen")!.GetValue(null)!;
        var reader = new Utf8JsonReader("{}"u8);
        Assert.Equal(("SEEN", null), (descriptor.Name, descriptor.Read(ref reader)));
    }

    [Theory]
    [InlineData("Test.SeenEvent? e = null; _ = e;", "CS0234")]
    [InlineData("_ = QapiGen.Runtime.Wire.WireJson.Serialize<Test.Sent>(null!);", "CS0311")]
    [InlineData("_ = QapiGen.Runtime.Wire.WireJson.Deserialize<Test.Told>(default, default);", "CS0311")]
    [InlineData("Test.Round? e = null; _ = e;", "CS0234")]
    public void What_is_not_there_the_compiler_tells(string use, string id)
    {
        string program = $"internal static class Consumer {{ public static void Use() {{ {use} }} }}";
        Assert.Equal(id, Assert.Single(Errors(Options)));
        Assert.Empty(Errors(Options with { OnlyNeededCodecs = false }));

        IEnumerable<string> Errors(GenerationOptions options) => InMemoryCompiler.Create(Files(options), program).GetDiagnostics()
            .Where(static item => item.Severity == DiagnosticSeverity.Error).Select(static item => item.Id);
    }

    [Fact]
    public void JSON_that_a_server_has_no_use_for_is_refused_with_what_would_help()
    {
        Type told = s_needed.Value.GetType("Test.Told", throwOnError: true)!;
        Assert.Contains("Codecs=\"Both\"", Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize("{ }", told)).Message, StringComparison.Ordinal);
        Type sent = s_needed.Value.GetType("Test.Sent", throwOnError: true)!;
        object read = JsonSerializer.Deserialize("""{ "name": "a", "parts": [ ] }""", sent)!;
        Assert.Contains("Codecs=\"Both\"", Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(read, sent)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_is_what_was_accepted() => Snapshot.Verify(
        RepositoryPaths.Get("tests", "QapiGen.Emit.Tests", "Snapshots", "server.needed.verified.txt"),
        System.Text.RegularExpressions.Regex.Replace(
            Generated.EmitTogether(Generated.Parse(ClientCodecTests.Schema), Options).Text.ToString(), @"GeneratedCode\(""QapiGen"", ""[0-9.]+""\)", "GeneratedCode(\"QapiGen\", \"VERSION\")"));

    [Theory]
    [InlineData("", GenerationRole.Server)]
    [InlineData("Test", GenerationRole.Server)]
    [InlineData("Test", GenerationRole.Both)]
    public void Every_construct_compiles_without_a_warning(string place, GenerationRole role) =>
        InMemoryCompiler.Compile(Generated.Emit(Generated.Parse(Samples.EveryConstruct), Options with { Namespace = place, Role = role }));

    private static IReadOnlyList<Text.GeneratedFile> Files(GenerationOptions options) => Generated.Emit(Generated.Parse(ClientCodecTests.Schema), options);

    private static QmpService Serve()
    {
        var schema = (QmpCompiledSchema)s_needed.Value.GetType("Test.TestSchema", throwOnError: true)!.GetProperty("Instance")!.GetValue(null)!;
        return new QmpService(schema, [(QmpDispatcher)s_needed.Value.GetType("Test.Host", throwOnError: true)!.GetMethod("Dispatcher")!.Invoke(null, null)!]);
    }

    private static bool Has(Type type, Type side) => type.GetInterfaces().Any(item => item.IsGenericType && item.GetGenericTypeDefinition() == side && item.GetGenericArguments()[0] == type);
}
