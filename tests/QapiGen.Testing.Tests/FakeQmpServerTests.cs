using System;
using System.Buffers;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Testing.Tests;

/// <summary>The fake server as its users see it.</summary>
public sealed class FakeQmpServerTests
{
    private const string Introspection = """
        [{"name": "make", "meta-type": "command", "arg-type": "1", "ret-type": "2"},
         {"name": "list", "meta-type": "command", "arg-type": "0", "ret-type": "[2]"},
         {"name": "query-commands", "meta-type": "command", "arg-type": "0", "ret-type": "any"},
         {"name": "0", "meta-type": "object", "members": []},
         {"name": "1", "meta-type": "object", "members": [{"name": "kind", "type": "3"}, {"name": "size", "type": "int", "default": null}], "tag": "kind",
          "variants": [{"case": "b", "type": "4"}]},
         {"name": "2", "meta-type": "object", "members": [{"name": "id", "type": "str"}, {"name": "kind", "type": "3"}, {"name": "note", "type": "str", "default": null}]},
         {"name": "3", "meta-type": "enum", "values": ["a", "b"], "members": [{"name": "a"}, {"name": "b"}]},
         {"name": "4", "meta-type": "object", "members": [{"name": "path", "type": "str"}]},
         {"name": "[2]", "meta-type": "array", "element-type": "2"},
         {"name": "str", "meta-type": "builtin", "json-type": "string"},
         {"name": "any", "meta-type": "builtin", "json-type": "value"},
         {"name": "int", "meta-type": "builtin", "json-type": "int"}]
        """;

    [Fact]
    public async Task Commands_without_a_script_are_answered_from_the_schema()
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { Introspection = Introspection });
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { QuerySchema = true });

        JsonElement made = await client.ExecuteAsync("make", JsonElement.Parse("""{"kind": "a"}"""));

        Assert.Equal("""{"id": "", "kind": "a"}""", made.GetRawText());
        Assert.Equal(0, (await client.ExecuteAsync("list")).GetArrayLength());
        Assert.Equal(["list", "make", "query-commands"], (await client.ExecuteAsync("query-commands")).EnumerateArray().Select(x => x.GetProperty("name").GetString()).Order());
        Assert.Equal(10, (await client.ExecuteAsync("query-version")).GetProperty("qemu").GetProperty("major").GetInt32());
    }

    [Fact]
    public async Task An_event_ends_when_its_connection_is_closed_in_the_middle_of_it()
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { SegmentBytes = 50_000 });
        IQmpTransport client = server.Connect();
        await client.Output.WriteAsync("""{"execute": "qmp_capabilities"}"""u8.ToArray());
        ReadOnlySequence<byte> read;
        do
        {
            read = (await client.Input.ReadAsync()).Buffer;
            client.Input.AdvanceTo(read.Start, read.End);
        }
        while (!Encoding.UTF8.GetString(read).Contains("return", StringComparison.Ordinal));

        // More than waits in memory, so that the rest of it comes to a closed connection.
        ValueTask telling = server.EmitAsync("E", $"\"{new string('x', 500_000)}\"");
        await server.DisconnectAsync();
        await client.DisposeAsync();

        await telling.AsTask().WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("make", "{}", "Parameter 'kind' is missing")]
    [InlineData("make", """{"kind": "b"}""", "Parameter 'path' is missing")]
    [InlineData("make", """{"kind": "a", "path": "x"}""", "Parameter 'path' is unexpected")]
    [InlineData("list", """{"x": 1}""", "Parameter 'x' is unexpected")]
    [InlineData("nope", "{}", "The command nope has not been found")]
    public async Task Wrong_names_get_QEMUs_error(string command, string arguments, string text)
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { Introspection = Introspection });
        await using QmpClient client = await server.ConnectAsync();

        QmpErrorException error = await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync(command, JsonElement.Parse(arguments)));

        Assert.Equal(text, error.Description);
    }

    [Fact]
    public async Task Answers_are_given_in_order_and_the_last_one_again()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns("1").Fails(QmpErrorClass.DeviceNotActive, "gone").Returns("3");
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal(1, (await client.ExecuteAsync("x")).GetInt32());
        Assert.Equal(QmpErrorClass.DeviceNotActive, (await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("x"))).ErrorClass);
        Assert.Equal(3, (await client.ExecuteAsync("x")).GetInt32());
        Assert.Equal(3, (await client.ExecuteAsync("x")).GetInt32());
    }

    [Fact]
    public async Task Events_are_lost_before_negotiation()
    {
        await using var server = new FakeQmpServer();
        server.On("qmp_capabilities").NeverAnswers();
        ValueTask<QmpClient> connecting = server.ConnectAsync();
        await server.EmitAsync("LOST");
        while (server.Calls.Count == 0)
        {
            await Task.Yield();
        }

        await server.Calls[0].ReturnAsync();
        await using QmpClient client = await connecting;
        await server.EmitAsync("KEPT");
        using QmpEventSubscription<QmpEvent> events = client.Events();

        Assert.Equal("KEPT", ((RawQmpEvent)(await events.NextAsync())!.Value.Event).Name);
    }

    [Fact]
    public async Task Quitting_closes_the_connection()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();

        await client.ExecuteAsync("quit");

        await client.Completion.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task What_the_server_supports_is_asked_of_its_schema()
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { Introspection = Introspection });
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { QuerySchema = true });
        var make = new QmpCommandDescriptor("make");

        Assert.True(client.Supports(make));
        Assert.True(client.Supports(make, "size"));
        Assert.True(client.Supports(make, "path"));
        Assert.True(client.Supports(make, "kind", "b"));
        Assert.False(client.Supports(make, "kind", "c"));
        Assert.False(client.Supports(make, "nope"));
        Assert.False(client.Supports(new QmpCommandDescriptor("unmake")));
        Assert.False(client.Supports(new QmpEventDescriptor("MADE")));
        Assert.False(client.SupportsFeature(make, "fast"));
    }
}
