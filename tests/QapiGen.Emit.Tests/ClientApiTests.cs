using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>How generated clients look to those who write code with them.</summary>
public sealed class ClientApiTests
{
    private static readonly ClientLab Lab = new(
        """
        ##
        # @mirror:
        #
        # @speed: how fast (since 8.0)
        #
        # @device: what
        #
        # @job-id: by which name
        #
        # Since: 7.0
        ##
        { 'command': 'mirror', 'data': { '*job-id': 'str', 'device': 'str', '*speed': 'int', 'target': 'str' } }
        { 'command': 'quit', 'features': [ 'deprecated' ], 'allow-oob': true }
        { 'command': 'try-it', 'features': [ 'unstable' ] }
        { 'command': 'device-add', 'data': { '*id': 'str', 'driver': 'str', '*bus': 'str', '*count': 'int' }, 'gen': false }
        { 'command': 'query-all', 'gen': false }
        { 'command': 'set-value', 'data': { 'value': 'any', '*path': 'str' }, 'gen': false }
        { 'alternate': 'Nothing', 'data': { 'name': 'str', 'none': 'null' } }
        { 'command': 'put', 'data': { 'what': 'Nothing' } }
        { 'event': 'STOPPED', 'data': { 'reason': 'str' } }

        """,
        """
        public static Task Flat(QmpClient qmp) => new LabClient(qmp).MirrorAsync("d", "t", jobId: "j").AsTask();
            public static Task ByModule(QmpClient qmp) => new LabClient(qmp).Lab.MirrorAsync("d", "t", speed: 5).AsTask();
            public static Task OutOfBand(QmpClient qmp) => new LabClient(qmp).With(new() { OutOfBand = true }).QuitAsync().AsTask();
            public static Task ModuleOutOfBand(QmpClient qmp) => new LabCommandsClient(qmp).With(new() { OutOfBand = true }).QuitAsync().AsTask();
            public static Task Device(QmpClient qmp) => new LabClient(qmp).DeviceAddAsync(
                "virtio-net-pci", id: "net0", properties: new() { { "netdev", "n" }, { "vectors", 4 }, { "failover", true }, { "rate", 0.5 } }).AsTask();
            public static Task SameTwice(QmpClient qmp) => new LabCommandsClient(qmp).DeviceAddAsync("d", id: "a", properties: new() { { "id", "b" } }).AsTask();
            public static Task NoDriver(QmpClient qmp) => new LabCommandsClient(qmp).DeviceAddAsync((string)null!).AsTask();
            public static Task Bare(QmpClient qmp) => new LabClient(qmp).QueryAllAsync().AsTask();
            public static Task AllAtOnce(QmpClient qmp) => new LabClient(qmp).SetValueAsync(System.Text.Json.JsonDocument.Parse("{\"value\": 1, \"more\": 2}").RootElement).AsTask();
            public static Task OneOfAny(QmpClient qmp) => new LabClient(qmp).SetValueAsync(System.Text.Json.JsonDocument.Parse("1").RootElement, null).AsTask();
            public static Task NamedOfAny(QmpClient qmp) => new LabClient(qmp).SetValueAsync(path: "/p", value: System.Text.Json.JsonDocument.Parse("1").RootElement, properties: new() { { "more", 2 } }).AsTask();
            public static Task Null(QmpClient qmp) => new LabClient(qmp).PutAsync(QNull.Value).AsTask();
            public static async Task<string> NextEvent(QmpClient qmp)
            {
                using QmpEventSubscription<QmpEvent> events = new LabClient(qmp).Events();
                await qmp.ExecuteAsync("go");
                return (await events.NextAsync())!.Value.Event is StoppedEvent { Reason: var reason } ? reason : "?";
            }
        """);

    [Theory]
    [InlineData("Flat", "mirror", """{"job-id": "j", "device": "d", "target": "t"}""")]
    [InlineData("ByModule", "mirror", """{"device": "d", "speed": 5, "target": "t"}""")]
    [InlineData("Device", "device-add", """{"driver": "virtio-net-pci", "id": "net0", "netdev": "n", "vectors": 4, "failover": true, "rate": 0.5}""")]
    [InlineData("Bare", "query-all", "")]
    [InlineData("AllAtOnce", "set-value", """{"value": 1, "more": 2}""")]
    [InlineData("OneOfAny", "set-value", """{"value": 1}""")]
    [InlineData("NamedOfAny", "set-value", """{"value": 1, "path": "/p", "more": 2}""")]
    [InlineData("Null", "put", """{"what": null}""")]
    public async Task Call_sends_what_it_says(string method, string command, string arguments)
    {
        await using var server = new FakeQmpServer();
        server.On(command).Returns("{}");
        await using QmpClient client = await server.ConnectAsync();

        await Lab.CallAsync(method, client);

        FakeCall call = server.Calls[^1];
        Assert.Equal(command, call.Command);
        Assert.Equal(Sorted(arguments), Sorted(call.Arguments.ValueKind == System.Text.Json.JsonValueKind.Object ? call.Arguments.GetRawText() : ""));
    }

    [Theory]
    [InlineData("OutOfBand")]
    [InlineData("ModuleOutOfBand")]
    public async Task Options_of_a_call_are_those_of_the_client_that_it_is_made_with(string method)
    {
        await using var server = new FakeQmpServer();
        server.On("quit").Returns("{}");
        await using QmpClient client = await server.ConnectAsync();

        await Lab.CallAsync(method, client);

        Assert.True(server.Calls[^1].IsOutOfBand);
    }

    [Fact]
    public async Task Property_that_is_an_argument_already_is_refused()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();

        Assert.Contains("'id' is given twice", (await Assert.ThrowsAsync<ArgumentException>(async () => await Lab.CallAsync("SameTwice", client))).Message, StringComparison.Ordinal);
        Assert.Equal("driver", (await Assert.ThrowsAsync<ArgumentNullException>(async () => await Lab.CallAsync("NoDriver", client))).ParamName);
    }

    [Fact]
    public async Task Events_of_the_schema_s_client_are_records_without_further_options()
    {
        await using var server = new FakeQmpServer();
        server.On("go").Answers(async call =>
        {
            await server.EmitAsync("STOPPED", """{"reason": "enough"}""");
            await call.ReturnAsync("{}");
        });
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal("enough", await Lab.CallAsync<string>("NextEvent", client));
    }

    [Theory]
    [InlineData("Test.LabCommandsClient")]
    [InlineData("Test.LabClient")]
    public void Methods_and_parameters_carry_the_attributes_of_the_interface(string client)
    {
        Type contract = Lab.Assembly.GetType("Test.ILabCommands", throwOnError: true)!;
        Type type = Lab.Assembly.GetType(client, throwOnError: true)!;

        foreach (MethodInfo method in contract.GetMethods())
        {
            MethodInfo same = type.GetMethod(method.Name, [.. method.GetParameters().Select(parameter => parameter.ParameterType)])!;
            Assert.Equal(Marks(method), Marks(same));
            Assert.Equal(method.GetParameters().Select(Marks), same.GetParameters().Select(Marks));
        }

        Assert.Equal(["ObsoleteAttribute"], Marks(type.GetMethod("QuitAsync")!));
        Assert.Equal(["ExperimentalAttribute"], Marks(type.GetMethod("TryItAsync")!));
        Assert.Equal(["QapiSinceAttribute(7.0)"], Marks(type.GetMethod("MirrorAsync")!));
        Assert.Contains("QapiSinceAttribute(8.0)", Marks(type.GetMethod("MirrorAsync")!.GetParameters().Single(parameter => parameter.Name == "speed")));
    }

    [Fact]
    public void Commands_of_two_modules_whose_names_meet_are_both_in_the_flat_client()
    {
        string folder = Directory.CreateTempSubdirectory("qapigen-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "one.json"), "{ 'pragma': { 'command-name-exceptions': [ 'do_it' ] } }\n{ 'command': 'do-it' }\n");
            File.WriteAllText(Path.Combine(folder, "two.json"), "{ 'pragma': { 'command-name-exceptions': [ 'do_it' ] } }\n{ 'command': 'do_it' }\n");
            File.WriteAllText(Path.Combine(folder, "both.json"), "{ 'include': 'one.json' }\n{ 'include': 'two.json' }\n");
            Assembly assembly = InMemoryCompiler.Compile(Generated.Emit(
                Generated.Load(Path.Combine(folder, "both.json")), new GenerationOptions { Namespace = "Test", Role = GenerationRole.Client }));

            Type client = assembly.GetType("Test.BothClient", throwOnError: true)!;
            Assert.Equal(["DoIt2Async", "DoItAsync"], client.GetMethods().Select(method => method.Name).Where(name => name.StartsWith("DoIt", StringComparison.Ordinal)).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Marks(ICustomAttributeProvider element) =>
    [
        .. element.GetCustomAttributes(inherit: false)
            .Where(attribute => attribute is ObsoleteAttribute or System.Diagnostics.CodeAnalysis.ExperimentalAttribute or Runtime.Metadata.QapiSinceAttribute)
            .Select(attribute => attribute.GetType().Name + (attribute is Runtime.Metadata.QapiSinceAttribute since ? $"({since.Version})" : "")),
    ];

    // Members in any order.
    private static string Sorted(string json) => json.Length == 0
        ? ""
        : string.Join("|", System.Text.Json.JsonDocument.Parse(json).RootElement.EnumerateObject().Select(member => member.ToString()).Order());
}
