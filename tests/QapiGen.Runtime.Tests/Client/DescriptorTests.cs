using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Win32.SafeHandles;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Server;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>Calls with descriptors that are given up: the next descriptors wait for the server, and not for the caller (QMP spec 1).</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit awaits IAsyncLifetime.DisposeAsync.")]
public sealed class DescriptorTests : IAsyncLifetime
{
    private readonly LabDispatcher _dispatcher = new();
    private readonly QmpService _service;
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _cancelling = new();
    private DescriptorLog _transport = null!;
    private QmpClient _client = null!;
    private Task _serving = Task.CompletedTask;

    public DescriptorTests() => _service = LabDispatcher.Service(_dispatcher);

    public async Task InitializeAsync()
    {
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        _serving = _service.ServeAsync(far);
        _transport = new DescriptorLog(near);
        _client = await QmpClient.ConnectAsync(_transport, new QmpClientOptions { MaxInBandCommands = 1, TimeProvider = _time });
    }

    [LinuxFact]
    public async Task The_next_descriptors_wait_until_a_call_given_up_has_been_answered()
    {
        Task first = CallAsync("block", Open(), token: _cancelling.Token);
        await _dispatcher.WhenBlockedAsync();
        await _cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        Task second = CallAsync("ping", Open());
        await PingOutOfBandAsync();
        Assert.Equal(1, _transport.Count);

        await _dispatcher.UnblockAsync();
        await second;
        Assert.Equal(2, _transport.Count);
    }

    [LinuxFact]
    public async Task A_call_that_is_never_sent_gives_its_turn_away()
    {
        Task blocking = _client.ExecuteAsync("block").AsTask();
        Task first = CallAsync("ping", Open(), token: _cancelling.Token);
        await PingOutOfBandAsync();
        await _cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        Task second = CallAsync("ping", Open());
        await _dispatcher.UnblockAsync();
        await second;
        await blocking;

        Assert.Equal(1, _transport.Count);
    }

    [LinuxFact]
    public async Task Descriptors_on_their_way_stay_open_though_their_owner_closes_them()
    {
        var gate = new TaskCompletionSource();
        _transport.Gate = gate.Task;
        SafeFileHandle file = Open();
        Task first = CallAsync("ping", file, token: _cancelling.Token);
        await _transport.Asked;
        await _cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        file.Dispose();

        Task second = CallAsync("ping", Open());
        gate.SetResult();
        await second;

        Assert.True(_transport.WereOpen);
        Assert.Equal(2, _transport.Count);
        Assert.True(file.IsClosed);
    }

    [LinuxFact]
    public async Task A_deadline_also_ends_the_wait_for_a_turn()
    {
        Task first = CallAsync("block", Open());
        await _dispatcher.WhenBlockedAsync();
        Task second = CallAsync("ping", Open(), timeout: TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAsync<QmpTimeoutException>(() => second);
        await _dispatcher.UnblockAsync();
        await first;
        await CallAsync("ping", Open());
        Assert.Equal(2, _transport.Count);
    }

    [LinuxFact]
    public async Task The_end_of_the_connection_ends_all_turns()
    {
        Task first = CallAsync("block", Open());
        await _dispatcher.WhenBlockedAsync();
        Task second = CallAsync("ping", Open());
        Task third = CallAsync("ping", Open());

        await _client.DisposeAsync();

        await Assert.ThrowsAsync<QmpConnectionException>(() => first);
        await Assert.ThrowsAsync<QmpConnectionException>(() => second);
        await Assert.ThrowsAsync<QmpConnectionException>(() => third);
        await _dispatcher.UnblockAsync();
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _service.DisposeAsync();
        await _serving;
        _cancelling.Dispose();
    }

    private static SafeFileHandle Open() => File.OpenHandle(typeof(DescriptorTests).Assembly.Location);

    private Task<JsonElement> CallAsync(string command, SafeHandle descriptor, TimeSpan? timeout = null, CancellationToken token = default) =>
        _client.ExecuteAsync(command, null, new QmpCallOptions { FileDescriptors = [descriptor], Timeout = timeout }, token).AsTask();

    private async Task PingOutOfBandAsync() => await _client.ExecuteAsync("ping", null, new QmpCallOptions { OutOfBand = true });
}
