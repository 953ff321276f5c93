using System;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>The guest agent's handshake (QMP spec 17).</summary>
public sealed class GuestAgentTests
{
    private static readonly QmpClientOptions Options = new() { Handshake = QmpHandshake.GuestAgent };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_client_synchronises_with_the_sentinel(int segmentBytes)
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { IsGuestAgent = true, SegmentBytes = segmentBytes });
        server.On("guest-ping").Returns();
        await using QmpClient client = await server.ConnectAsync(Options);

        await client.ExecuteAsync("guest-ping");

        Assert.Null(client.Greeting);
        Assert.Equal("guest-sync-delimited", server.Calls[0].Command);
    }

    [Theory]
    [InlineData("turn\": {}}\n")]
    [InlineData("{\"return\": [\"half of an old ")]
    [InlineData("{\"return\": 1}\n{\"return\": 2}\n")]
    [InlineData("\u0001]}\"'")]
    [InlineData("{\"error\": {\"class\": \"GenericError\", \"desc\": \"JSON parse error\"}}\n")]
    public async Task What_an_earlier_client_left_behind_is_skipped(string leftover)
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { IsGuestAgent = true });
        server.On("guest-sync-delimited").Answers(async call =>
        {
            await server.SendAsync(Encoding.UTF8.GetBytes(leftover));
            await server.SendAsync("\u00ff{\"return\": 1}\n{\"return\": 2}\n"u8.ToArray().AsMemory()[1..]);
            await server.SendAsync(new byte[] { 0xFF });
            await server.SendAsync("{\"return\": 0}\n"u8.ToArray());
            await server.SendAsync(new byte[] { 0xFF });
            await call.SendAsync($"{{\"return\": {call.Arguments.GetProperty("id")}}}");
        });
        server.On("guest-ping").Returns("7");
        await using QmpClient client = await server.ConnectAsync(Options);

        Assert.Equal(7, (await client.ExecuteAsync("guest-ping")).GetInt32());
    }

    [Fact]
    public async Task After_a_timeout_the_client_synchronises_again_and_goes_on()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeQmpServer(new FakeServerOptions { IsGuestAgent = true });
        server.On("slow").NeverAnswers();
        server.On("guest-ping").Returns("1");
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { Handshake = QmpHandshake.GuestAgent, TimeProvider = time });
        Task slow = client.ExecuteAsync("slow", options: new QmpCallOptions { Timeout = TimeSpan.FromSeconds(1) }).AsTask();
        FakeCall call = await server.NextCallAsync();

        time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<QmpTimeoutException>(() => slow);
        await call.ReturnAsync();

        Assert.Equal(1, (await client.ExecuteAsync("guest-ping")).GetInt32());
        Assert.Equal(["guest-sync-delimited", "slow", "guest-sync-delimited", "guest-ping"], System.Linq.Enumerable.Select(server.Calls, x => x.Command));
    }

    [Fact]
    public async Task What_the_agent_supports_comes_from_guest_info()
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { IsGuestAgent = true });
        server.On("guest-info").Returns("""
            {"version": "7.2.22", "supported_commands": [
              {"name": "guest-ping", "enabled": true, "success-response": true}, {"name": "guest-exec", "enabled": false, "success-response": true}]}
            """);
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { Handshake = QmpHandshake.GuestAgent, QuerySchema = true });

        Assert.True(client.Supports(new QmpCommandDescriptor("guest-ping")));
        Assert.False(client.Supports(new QmpCommandDescriptor("guest-exec")));
        Assert.False(client.Supports(new QmpCommandDescriptor("guest-set-time")));

        // Of arguments, features and events it tells nothing: there is nothing to rely on.
        Assert.False(client.Supports(new QmpCommandDescriptor("guest-ping"), "times"));
        Assert.False(client.Supports(new QmpCommandDescriptor("guest-set-time"), "time"));
        Assert.False(client.SupportsFeature(new QmpCommandDescriptor("guest-ping"), "unstable"));
        Assert.False(client.Supports(new QmpEventDescriptor("STOP")));
    }

    [Fact]
    public async Task Answer_to_guest_info_that_is_none_is_a_protocol_error()
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { IsGuestAgent = true });
        server.On("guest-info").Returns("""{"version": "7.2.22"}""");
        await using QmpClient client = await server.ConnectAsync(Options);

        QmpProtocolException error = await Assert.ThrowsAsync<QmpProtocolException>(async () => await client.GetSchemaAsync());

        Assert.Contains("guest-info", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 3, \"minor\": 1, \"major\": 11}, \"package\": \"\"}, \"capabilities\": [\"oob\"]}}\r\n", false, "use QmpHandshake.Greeting")]
    [InlineData("QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) ", false, "\"QEMU 7.2.22 monitor - type 'help' for more information\\x0D\\x0A(qemu) \". That is QEMU's monitor for people")]
    [InlineData("<!DOCTYPE HTML>\n<html lang=\"en\">\n", true, "That is a web server")]
    public async Task Who_is_no_agent_is_shown_for_what_it_is(string says, bool closes, string expected)
    {
        foreach (int segmentBytes in new[] { 1, 4096 })
        {
            (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
            await using IQmpTransport peer = server;
            ValueTask<QmpClient> connecting = QmpClient.ConnectAsync(client, Options);
            byte[] bytes = Encoding.ASCII.GetBytes(says);
            for (int i = 0; i < bytes.Length; i += segmentBytes)
            {
                await server.Output.WriteAsync(bytes.AsMemory(i, Math.Min(segmentBytes, bytes.Length - i)));
            }

            if (closes)
            {
                await server.Output.CompleteAsync();
            }
            else
            {
                // A monitor for people echoes our byte 0xFF, and what it says then isn't JSON either.
                await server.Output.WriteAsync((byte[])[0xFF, 0x1B, (byte)'[']);
            }

            QmpProtocolException error = await Assert.ThrowsAsync<QmpProtocolException>(async () => await connecting);

            Assert.Contains("is no guest agent. ", error.Message, StringComparison.Ordinal);
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_agent_that_does_not_answer_is_a_timeout()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeQmpServer(new FakeServerOptions { IsGuestAgent = true });
        server.On("guest-sync-delimited").NeverAnswers();
        ValueTask<QmpClient> connecting = server.ConnectAsync(new QmpClientOptions { Handshake = QmpHandshake.GuestAgent, TimeProvider = time });
        while (server.Calls.Count == 0)
        {
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromSeconds(30));

        await Assert.ThrowsAsync<QmpTimeoutException>(async () => await connecting);
    }
}
