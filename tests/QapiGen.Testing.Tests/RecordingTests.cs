using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Testing.Tests;

/// <summary>Recording and replay.</summary>
public sealed class RecordingTests
{
    [Fact]
    public async Task A_recorded_conversation_replays_with_other_ids()
    {
        string recorded = await RecordAsync(new FakeServerOptions(), QmpHandshake.Greeting);
        await using QmpReplayServer server = QmpReplayServer.Start(QmpRecording.Read(new StringReader(recorded)));
        await using QmpClient client = await QmpClient.ConnectAsync(server.Transport, new QmpClientOptions { FirstRequestId = 777 });
        using QmpEventSubscription<QmpEvent> events = client.Events();

        Assert.Equal(1, (await client.ExecuteAsync("a", JsonElement.Parse("""{"x": [1, 2]}"""))).GetInt32());
        Assert.Equal("E", ((RawQmpEvent)(await events.NextAsync())!.Value.Event).Name);
        await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("b"));
        Assert.True(server.IsComplete);
        Assert.Empty(server.Unexpected);
    }

    [Fact]
    public async Task What_is_as_deep_as_QEMU_takes_it_is_recorded_and_replays()
    {
        JsonElement arguments = JsonElement.Parse(
            $"{{\"x\":{new string('[', WireJson.MaxDepth - 2)}{new string(']', WireJson.MaxDepth - 2)}}}", new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth });
        var log = new MemoryStream();
        await using (var server = new FakeQmpServer())
        {
            server.On("a").Returns("1");
            await using QmpClient client = await QmpClient.ConnectAsync(QmpRecorder.Wrap(server.Connect(), log));
            await client.ExecuteAsync("a", arguments);
        }

        await using QmpReplayServer replay = QmpReplayServer.Start(QmpRecording.Read(new StringReader(Encoding.UTF8.GetString(log.ToArray()))));
        await using QmpClient again = await QmpClient.ConnectAsync(replay.Transport);

        Assert.Equal(1, (await again.ExecuteAsync("a", arguments)).GetInt32());
        Assert.Empty(replay.Unexpected);
    }

    [Fact]
    public async Task A_guest_agents_conversation_replays()
    {
        string recorded = await RecordAsync(new FakeServerOptions { IsGuestAgent = true }, QmpHandshake.GuestAgent);
        await using QmpReplayServer server = QmpReplayServer.Start(QmpRecording.Read(new StringReader(recorded)));

        Assert.Contains("\"raw\":\"/w==\"", recorded, StringComparison.Ordinal);
        await using QmpClient client = await QmpClient.ConnectAsync(server.Transport, new QmpClientOptions { Handshake = QmpHandshake.GuestAgent });
        Assert.Equal(1, (await client.ExecuteAsync("a", JsonElement.Parse("""{"x": [1, 2]}"""))).GetInt32());
    }

    [Fact]
    public async Task What_is_not_in_the_recording_is_refused_and_listed()
    {
        string recorded = await RecordAsync(new FakeServerOptions(), QmpHandshake.Greeting);
        await using QmpReplayServer server = QmpReplayServer.Start(QmpRecording.Read(new StringReader(recorded)));
        await using QmpClient client = await QmpClient.ConnectAsync(server.Transport);

        await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("a", JsonElement.Parse("""{"x": [2, 1]}""")));

        Assert.Equal("a", server.Unexpected.Single().GetProperty("execute").GetString());
        Assert.False(server.IsComplete);
    }

    [Fact]
    public async Task Each_line_has_time_side_and_message()
    {
        string recorded = await RecordAsync(new FakeServerOptions(), QmpHandshake.Greeting);
        string[] lines = recorded.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("""{"qmp-recording":1,"peer":"memory:client"}""", lines[0]);
        Assert.StartsWith("""{"at":1.5,"from":"server","message":{"QMP":""", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, x => x.StartsWith("""{"at":1.5,"from":"client","message":{"execute":"a","arguments":{"x":[1,2]},"id":""", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_about_what_is_missing_is_no_message()
    {
        QmpRecording recording = QmpRecording.Read(new StringReader("""
            {"qmp-recording": 1, "peer": ""}
            {"at": 1, "server": "vm", "gap": "connection lost"}
            {"at": 2, "from": "server", "message": {"event": "STOP"}}
            """));

        Assert.Equal(2, Assert.Single(recording.Messages).At);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{}", "Line 1")]
    [InlineData("{\"qmp-recording\": 2, \"peer\": \"\"}", "Line 1")]
    [InlineData("{\"qmp-recording\": 1, \"peer\": \"\"}\n{\"at\": 1, \"from\": \"nobody\", \"message\": {}}", "Line 2")]
    [InlineData("{\"qmp-recording\": 1, \"peer\": \"\"}\nnot JSON", "Line 2")]
    public void What_is_no_recording_is_refused(string text, string where) =>
        Assert.Contains(where, Assert.Throws<FormatException>(() => QmpRecording.Read(new StringReader(text))).Message, StringComparison.Ordinal);

    [ProgramFact("qemu-storage-daemon")]
    public async Task A_real_daemons_conversation_is_recorded_to_a_file_and_replays()
    {
        await using var process = new OptionalProcess();
        string path = process.PathOf("conversation.jsonl");
        JsonElement schema;
        await using (QmpListener listener = QmpListener.Bind(QmpAddress.Unix(process.PathOf("qmp.sock"))))
        {
            process.Start("qemu-storage-daemon", "--chardev", $"socket,id=c,path={process.PathOf("qmp.sock")},server=off", "--monitor", "chardev=c");
            await using QmpClient live = await QmpClient.ConnectAsync(QmpRecorder.ToFile(await listener.AcceptAsync(), path));
            schema = await live.ExecuteAsync("query-qmp-schema");
        }

        await using QmpReplayServer server = QmpReplayServer.Start(QmpRecording.Load(path));
        await using QmpClient client = await QmpClient.ConnectAsync(server.Transport);

        Assert.True(JsonElement.DeepEquals(schema, await client.ExecuteAsync("query-qmp-schema")));
    }

    private static async Task<string> RecordAsync(FakeServerOptions options, QmpHandshake handshake)
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeQmpServer(options);
        server.On("a").Answers(async call =>
        {
            await call.ReturnAsync("1");
            await server.EmitAsync("E");
        });
        server.On("b").Fails(QmpErrorClass.GenericError, "no");
        var log = new MemoryStream();
        IQmpTransport transport = server.Connect();
        QmpRecorder recorder = QmpRecorder.Wrap(transport, log, new ShiftedTime(time));
        await using (QmpClient client = await QmpClient.ConnectAsync(recorder, new QmpClientOptions { Handshake = handshake }))
        {
            using QmpEventSubscription<QmpEvent> events = client.Events();
            await client.ExecuteAsync("a", JsonElement.Parse("""{"x": [1, 2]}"""));
            await events.NextAsync();
            await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("b"));
        }

        return Encoding.UTF8.GetString(log.ToArray());
    }

    /// <summary>A clock that stands 1.5 seconds after the first look at it.</summary>
    private sealed class ShiftedTime(FakeTimeProvider inner) : TimeProvider
    {
        private bool _isLater;

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override long GetTimestamp()
        {
            long now = inner.GetTimestamp() + (_isLater ? inner.TimestampFrequency * 3 / 2 : 0);
            _isLater = true;
            return now;
        }
    }
}
