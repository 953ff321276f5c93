using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>A client made from a schema that is newer than the server.</summary>
public sealed class OlderServerTests
{
    private const string Schema = """
        ##
        # @Kind:
        #
        # @plain: always there
        #
        # @keyed: with a key
        #
        # @sealed: with a key and a seal (since 9.1)
        #
        # Since: 2.0
        ##
        { 'enum': 'Kind', 'data': [ 'plain', 'keyed', 'sealed' ] }
        { 'struct': 'Keyed', 'data': { 'key': 'int', '*hint': 'str' } }
        { 'struct': 'Sealed', 'data': { 'key': 'int', 'seal': 'str' } }

        ##
        # @Guard:
        #
        # @on: whether it is on
        #
        # @kind: which kind (since 9.1)
        #
        # @level: how much (since 10.0)
        #
        # Since: 2.0
        ##
        { 'union': 'Guard', 'base': { 'on': 'bool', 'kind': 'Kind', 'level': 'int' }, 'discriminator': 'kind',
          'data': { 'keyed': 'Keyed', 'sealed': 'Sealed' } }
        { 'command': 'query-guard', 'returns': 'Guard' }

        { 'enum': 'LockKind', 'data': [ 'keyed', 'coded' ] }
        ##
        # @Coded:
        #
        # @code: the code
        #
        # Since: 9.1
        ##
        { 'struct': 'Coded', 'data': { 'code': 'int' } }
        { 'union': 'Lock', 'base': { 'kind': 'LockKind' }, 'discriminator': 'kind', 'data': { 'keyed': 'Keyed', 'coded': 'Coded' } }
        { 'command': 'query-lock', 'returns': 'Lock' }

        """;

    private const string Members = """
        public static async Task<string> Ask(QmpClient qmp) => (await new LabCommandsClient(qmp).QueryGuardAsync()).ToString();
            public static async Task<string> AskLock(QmpClient qmp) => (await new LabCommandsClient(qmp).QueryLockAsync()).ToString();
        """;

    private const string Greeting = """{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}}""";

    private static readonly ClientLab Tolerant = new(Schema, Members, minimumVersion: "7.2");
    private static readonly ClientLab Exact = new(Schema, Members);

    [Theory]
    [InlineData("""{"on": true, "key": 7}""", "Keyed { On = True, Kind = Keyed, Level = , Key = 7, Hint =  }")]
    [InlineData("""{"key": 7, "on": true, "seal": "s"}""", "Sealed { On = True, Kind = Sealed, Level = , Key = 7, Seal = s }")]
    [InlineData("""{"on": false}""", "Plain { On = False, Kind = Plain, Level =  }")]
    [InlineData("""{"on": false, "kind": "keyed", "key": 1, "level": 3}""", "Keyed { On = False, Kind = Keyed, Level = 3, Key = 1, Hint =  }")]
    public async Task Union_without_its_newer_discriminator_is_told_by_its_members(string reply, string expected)
    {
        await using var server = new FakeQmpServer();
        server.On("query-guard").Returns(reply);
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal(expected, await Tolerant.CallAsync<string>("Ask", client));
    }

    [Fact]
    public async Task Union_that_was_a_struct_for_the_minimum_version_is_told_by_its_members()
    {
        await using var server = new FakeQmpServer();
        server.On("query-lock").Returns("""{"key": 7}""");
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal("Keyed { Kind = Keyed, Key = 7, Hint =  }", await Tolerant.CallAsync<string>("AskLock", client));
        QmpProtocolException error = await Assert.ThrowsAsync<QmpProtocolException>(() => Exact.CallAsync<string>("AskLock", client));
        Assert.Contains("'Lock'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"on": true, "key": 7}""", "'kind'")]
    [InlineData("""{"on": true, "key": 7, "kind": "keyed"}""", "'level'")]
    public async Task Missing_member_is_named_with_its_type_the_version_of_the_server_and_the_mend(string reply, string member)
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { Greeting = Greeting });
        server.On("query-guard").Returns(reply);
        await using QmpClient client = await server.ConnectAsync();

        QmpProtocolException error = await Assert.ThrowsAsync<QmpProtocolException>(() => Exact.CallAsync<string>("Ask", client));

        Assert.Contains(member, error.Message, StringComparison.Ordinal);
        Assert.Contains("'query-guard'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Guard'", error.Message, StringComparison.Ordinal);
        Assert.Contains("7.2.22", error.Message, StringComparison.Ordinal);
        Assert.Contains("MinimumVersion=\"7.2\"", error.Message, StringComparison.Ordinal);
    }

    [QemuQueryFact]
    public async Task Every_query_of_the_newest_schema_is_understood_from_the_installed_emulator()
    {
        Assembly assembly = InMemoryCompiler.Compile(Generated.Emit(
            Generated.Load(QemuSchemas.PathOf("10.2", "qapi/qapi-schema.json")),
            new GenerationOptions { Namespace = "Qemu", Role = GenerationRole.Client, Commands = "query-*", MinimumVersion = "7.2", Documentation = false }));
        await using var process = new OptionalProcess();
        await using QmpListener listener = QmpListener.Bind(QmpAddress.Unix(process.PathOf("qmp.sock")));
        process.Start(
            "qemu-system-x86_64",
            ["-machine", "q35", "-accel", "tcg", "-smp", "2", "-display", "none", "-S", "-no-user-config", "-qmp", $"unix:{process.PathOf("qmp.sock")}"]);
        await using QmpClient client = await QmpClient.AcceptAsync(listener);

        (List<string> understood, List<string> failed) = await QueryAllAsync(assembly, client);

        Assert.Empty(failed);
        Assert.True(understood.Count >= 40, $"only {understood.Count}: {string.Join(", ", understood)}");
    }

    // What a server refuses, since it is older or has nothing of the kind, is no fault of the client.
    private static async Task<(List<string> Understood, List<string> Failed)> QueryAllAsync(Assembly assembly, QmpClient client)
    {
        List<string> understood = [];
        List<string> failed = [];
        foreach (Type type in assembly.GetTypes().Where(type => type.Name.EndsWith("CommandsClient", StringComparison.Ordinal)))
        {
            object proxy = type.GetConstructors().Single().Invoke([client, null]);
            foreach (MethodInfo method in type.GetMethods().Where(method => method.GetParameters() is [{ Name: "cancellationToken" }]))
            {
                object call = method.Invoke(proxy, [default(System.Threading.CancellationToken)])!;
                try
                {
                    await (Task)call.GetType().GetMethod("AsTask")!.Invoke(call, null)!;
                    understood.Add(method.Name);
                }
                catch (QmpErrorException)
                {
                }
                catch (QmpProtocolException e)
                {
                    failed.Add(e.Message);
                }
            }
        }

        return (understood, failed);
    }

    private sealed class QemuQueryFactAttribute : FactAttribute
    {
        public QemuQueryFactAttribute() =>
            Skip = QemuSchemas.SkipReason ?? (OptionalPrograms.Find("qemu-system-x86_64") is null ? "qemu-system-x86_64 is not installed" : null);
    }
}
