using System;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Emit.Planning;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;

namespace QapiGen.Emit.Tests.Support;

/// <summary>One small schema, generated, compiled and served in memory: what goes over the wire is seen as text.</summary>
internal static class WireLab
{
    /// <summary>The schema; none of its conditions holds.</summary>
    public const string Schema = """
        { 'enum': 'Colour', 'data': [ 'red', 'green', { 'name': 'gold', 'if': 'GOLD' }, { 'name': 'lead', 'features': [ 'deprecated' ] } ] }
        { 'struct': 'Point', 'data': { 'x': 'int', '*y': 'int', '*z': { 'type': 'int', 'if': 'DEEP' } } }
        { 'struct': 'Circle', 'data': { 'radius': 'number' } }
        { 'enum': 'InnerKind', 'data': [ 'point', 'nil' ] }
        { 'union': 'Inner', 'base': { 'sub': 'InnerKind' }, 'discriminator': 'sub', 'data': { 'point': 'Point' } }
        { 'enum': 'Kind', 'data': [ 'circle', 'inner', 'bare', 'gone' ] }
        { 'union': 'Shape', 'base': { '*tag': 'str', 'kind': 'Kind' }, 'discriminator': 'kind',
          'data': { 'circle': 'Circle', 'inner': 'Inner', 'gone': { 'type': 'Circle', 'if': 'GONE' } } }
        { 'alternate': 'Place', 'data': { 'name': 'str', 'at': 'Point', 'nowhere': 'null' } }
        { 'alternate': 'Amount', 'data': { 'whole': 'int8', 'all': 'bool', 'each': [ 'int' ], 'by': 'Colour' } }
        { 'struct': 'Tree', 'data': { 'id': 'str', 'children': [ 'Tree' ], '*colour': 'Colour' } }
        { 'struct': 'Aged', 'data': { 'now': 'str', 'once': { 'type': 'str', 'features': [ 'deprecated' ] } } }
        { 'struct': 'All',
          'data': { '*i': 'int', '*i8': 'int8', '*i16': 'int16', '*i32': 'int32', '*i64': 'int64',
                    '*u8': 'uint8', '*u16': 'uint16', '*u32': 'uint32', '*u64': 'uint64', '*size': 'size',
                    '*number': 'number', '*flag': 'bool', '*text': 'str', '*nothing': 'null', '*any': 'any', '*qtype': 'QType',
                    '*colour': 'Colour', '*point': 'Point', '*shape': 'Shape', '*place': 'Place', '*amount': 'Amount', '*tree': 'Tree' } }
        { 'command': 'echo', 'boxed': true, 'data': 'All', 'returns': 'All' }
        { 'command': 'plain' }
        { 'command': 'must', 'data': { 'n': 'int' } }
        { 'command': 'raw', 'data': { 'id': 'str' }, 'returns': 'Tree', 'gen': false }
        { 'command': 'silent', 'success-response': false }
        { 'command': 'urgent', 'allow-oob': true }
        { 'command': 'early', 'allow-preconfig': true, 'coroutine': true }
        { 'command': 'old', 'returns': 'Aged', 'features': [ 'deprecated' ] }
        { 'command': 'aged', 'returns': 'Aged' }
        { 'event': 'DONE' }
        { 'event': 'CHANGED', 'data': { '*n': 'int' } }

        """;

    private const string Application = """
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;

        namespace Test;

        #pragma warning disable QAPI5001, CS1591
        public sealed class Lab : ILabCommands
        {
            public static QapiGen.Runtime.Server.QmpDispatcher Dispatcher() => new LabDispatcher(new Lab());

            public static void Emit(QapiGen.Runtime.Messages.IQmpEventSink sink)
            {
                var events = new LabEventEmitter(sink);
                events.Done();
                events.Changed(null);
                events.Changed(1);
            }

            public static async Task<string> SendRaw(QapiGen.Runtime.Client.QmpClient client, string json) =>
                (await new LabCommandsClient(client).RawAsync(JsonDocument.Parse(json).RootElement)).Id;

            public ValueTask<All> EchoAsync(All arguments, CancellationToken cancellationToken = default) => new(arguments);
            public ValueTask PlainAsync(CancellationToken cancellationToken = default) => default;
            public ValueTask MustAsync(long n, CancellationToken cancellationToken = default) => default;
            public ValueTask<Tree> RawAsync(JsonElement arguments, CancellationToken cancellationToken = default) =>
                new(new Tree { Id = arguments.GetRawText(), Children = System.Array.Empty<Tree>() });
            public ValueTask SilentAsync(CancellationToken cancellationToken = default) => default;
            public ValueTask UrgentAsync(CancellationToken cancellationToken = default) => default;
            public ValueTask EarlyAsync(CancellationToken cancellationToken = default) => default;
            public ValueTask<Aged> OldAsync(CancellationToken cancellationToken = default) => AgedAsync(cancellationToken);
            public ValueTask<Aged> AgedAsync(CancellationToken cancellationToken = default) => new(new Aged { Now = "a", Once = "b" });
        }
        """;

    private static readonly Lazy<Assembly> Compiled = new(() => InMemoryCompiler.Compile(Generated.Emit(Generated.Parse(Schema, "lab.json"), Options), Application));

    /// <summary>The wishes that the laboratory is generated with.</summary>
    public static GenerationOptions Options { get; } = new() { Namespace = "Test", Conditions = "none" };

    /// <summary>The schema as the generated code has it.</summary>
    public static QmpCompiledSchema CompiledSchema => (QmpCompiledSchema)Compiled.Value.GetType("Test.LabSchema", throwOnError: true)!.GetProperty("Instance")!.GetValue(null)!;

    /// <summary>A server of the generated commands.</summary>
    public static QmpService Serve(QmpServiceOptions? options = null) => new(CompiledSchema, [(QmpDispatcher)Call("Dispatcher")!], options);

    /// <summary>Emits DONE, CHANGED without and CHANGED with a member.</summary>
    public static void EmitEvents(IQmpEventSink sink) => Call("Emit", sink);

    /// <summary>Sends <c>raw</c> with the generated client; returns the arguments as the generated server got them.</summary>
    public static Task<string> SendRawAsync(QmpClient client, string json) => (Task<string>)Call("SendRaw", client, json)!;

    /// <summary>Sends a request to a fresh server; returns the reply.</summary>
    public static async Task<string> AskAsync(string request, QmpServiceOptions? options = null)
    {
        await using QmpService service = Serve(options);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        return (await client.AskAsync(request))!;
    }

    /// <summary>Sends arguments to <c>echo</c>; returns what comes back, or the description of the error.</summary>
    public static async Task<string> EchoAsync(string arguments, QmpServiceOptions? options = null)
    {
        string reply = await AskAsync($"{{\"execute\":\"echo\",\"arguments\":{arguments}}}", options);
        const string returned = "{\"return\": ";
        return reply.StartsWith(returned, StringComparison.Ordinal)
            ? reply[returned.Length..^1]
            : JsonDocument.Parse(reply).RootElement.GetProperty("error").GetProperty("desc").GetString()!;
    }

    /// <summary>Reads a value as a client reads results, or as a server reads arguments.</summary>
    public static object Read(string type, string json, WireMode mode) => Codec(type, nameof(ReadAs), json, mode);

    /// <summary>Writes a value.</summary>
    public static string Write(string type, object value) => (string)Codec(type, nameof(WriteAs), value);

    private static object? Call(string method, params object[] arguments) =>
        Compiled.Value.GetType("Test.Lab", throwOnError: true)!.GetMethod(method)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static object Codec(string type, string method, params object[] arguments)
    {
        Type target = Compiled.Value.GetType("Test." + type, throwOnError: true)!;
        return typeof(WireLab).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(target).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    private static object ReadAs<T>(string json, WireMode mode)
        where T : IWireCodec<T> => WireJson.Deserialize<T>(Encoding.UTF8.GetBytes(json), mode);

    private static string WriteAs<T>(T value)
        where T : IWireCodec<T> => Encoding.UTF8.GetString(WireJson.Serialize(value));
}
