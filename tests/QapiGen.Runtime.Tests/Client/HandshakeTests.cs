using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>Greeting and negotiation (QMP spec 6, 7, 19.3).</summary>
public sealed class HandshakeTests
{
    private const string PlainGreeting = """{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}, "package": "p"}, "capabilities": []}}""";

    [Fact]
    public async Task The_greeting_is_there_after_connecting()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal(new QmpServerVersion(10, 2, 2), client.Greeting!.Version);
        Assert.True(client.IsConnected);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Out_of_band_is_enabled_when_it_is_offered_and_wanted(bool wanted, bool enabled)
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { EnableOutOfBand = wanted });

        FakeCall negotiation = server.Calls.Single();
        Assert.Equal(enabled, client.IsOutOfBandEnabled);
        Assert.Equal(enabled, negotiation.Arguments.TryGetProperty("enable", out _));
        Assert.NotEqual(JsonValueKind.Undefined, negotiation.Id.ValueKind);
    }

    [Fact]
    public async Task A_capability_that_is_not_offered_is_not_enabled()
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { Greeting = PlainGreeting });
        await using QmpClient client = await server.ConnectAsync();

        Assert.False(client.IsOutOfBandEnabled);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await client.ExecuteAsync("x", options: new QmpCallOptions { OutOfBand = true }));
    }

    [Fact]
    public async Task A_second_greeting_is_tolerated_before_and_after_negotiation()
    {
        await using var server = new FakeQmpServer();
        server.On("qmp_capabilities").Answers(async call =>
        {
            await call.SendAsync(PlainGreeting);
            await call.ReturnAsync();
            await call.SendAsync(PlainGreeting);
        });
        server.On("x").Returns("5");
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal(5, (await client.ExecuteAsync("x")).GetInt32());
    }

    [Fact]
    public async Task Stale_replies_and_events_during_negotiation_are_not_taken_for_its_reply()
    {
        await using var server = new FakeQmpServer();
        server.On("qmp_capabilities").Answers(async call =>
        {
            await call.SendAsync("""{"return": {"stale": 1}, "id": "somebody-else"}""");
            await call.SendAsync("""{"return": {"stale": 2}}""");
            await call.SendAsync("""{"error": {"class": "GenericError", "desc": "stale"}, "id": 12}""");
            await call.SendAsync("""{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "EARLY"}""");
            await call.ReturnAsync();
        });
        await using QmpClient client = await server.ConnectAsync();

        using QmpEventSubscription<QmpEvent> events = client.Events();

        QmpEvent early = (await events.NextAsync())!.Value.Event;
        Assert.Equal("EARLY", Assert.IsType<RawQmpEvent>(early).Name);
        Assert.Equal(new QmpTimestamp(1, 2), early.Timestamp);
    }

    [Theory]
    [InlineData("""{"QMP": 5}""")]
    [InlineData("""{"QMP": {"version": {}}}""")]
    [InlineData("""{"QMP": {"version": {}, "capabilities": {}}}""")]
    [InlineData("""{"QMP": {"version": 1, "capabilities": []}}""")]
    [InlineData("SSH-2.0-OpenSSH")]
    [InlineData("[]")]
    public async Task What_is_no_greeting_fails_connecting(string greeting)
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { Greeting = greeting });

        Exception error = await Assert.ThrowsAnyAsync<Exception>(async () => await server.ConnectAsync());

        Assert.IsType<QmpProtocolException>(error as QmpProtocolException ?? error.InnerException);
    }

    [Theory]
    [InlineData("""{"QMP": {"version": {}, "capabilities": []}}""")]
    [InlineData("""{"QMP": {"version": {"qemu": null, "package": null}, "capabilities": [1, "new"], "more": 1}, "other": 2}""")]
    public async Task What_the_version_holds_is_not_checked(string greeting)
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { Greeting = greeting });
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal(default, client.Greeting!.Version);
    }

    [Fact]
    public async Task A_refused_negotiation_fails_connecting()
    {
        await using var server = new FakeQmpServer();
        server.On("qmp_capabilities").Fails(QmpErrorClass.GenericError, "no");

        QmpProtocolException error = await Assert.ThrowsAsync<QmpProtocolException>(async () => await server.ConnectAsync());

        Assert.IsType<QmpErrorException>(error.InnerException);
    }

    [Fact]
    public async Task An_error_without_an_id_fails_the_negotiation()
    {
        await using var server = new FakeQmpServer();
        server.On("qmp_capabilities").Sends("""{"error": {"class": "GenericError", "desc": "JSON parse error, expecting value"}}""");

        await Assert.ThrowsAsync<QmpProtocolException>(async () => await server.ConnectAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task The_end_of_the_connection_fails_connecting(int bytes)
    {
        await using var server = new FakeQmpServer();
        server.On("qmp_capabilities").Tears(bytes);

        await Assert.ThrowsAsync<QmpConnectionException>(async () => await server.ConnectAsync());
    }

    [Fact]
    public async Task Nothing_at_all_is_a_timeout()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeQmpServer();
        server.On("qmp_capabilities").NeverAnswers();
        ValueTask<QmpClient> connecting = server.ConnectAsync(new QmpClientOptions { TimeProvider = time });
        while (server.Calls.Count == 0)
        {
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromSeconds(30));

        await Assert.ThrowsAsync<QmpTimeoutException>(async () => await connecting);
    }

    [Fact]
    public async Task Cancelling_ends_connecting()
    {
        using var cancelling = new CancellationTokenSource();
        await using var server = new FakeQmpServer(new FakeServerOptions { Greeting = null });
        ValueTask<QmpClient> connecting = server.ConnectAsync(cancellationToken: cancelling.Token);

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await connecting);
    }

    [Fact]
    public async Task Without_a_handshake_commands_can_be_sent_at_once()
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { IsGuestAgent = true });
        server.On("guest-ping").Returns();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { Handshake = QmpHandshake.None });

        await client.ExecuteAsync("guest-ping");
    }
}
