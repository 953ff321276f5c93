using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Dashboard.Events;
using QapiGen.Dashboard.Jobs;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Dashboard.Servers;

/// <summary>A server, connected to as long as it is watched, and again whenever it comes back.</summary>
#pragma warning disable CA1001 // StopAsync disposes of it.
internal sealed class WatchedServer(DashboardServerOptions options, EventLog log, Pulse pulse, TimeProvider time)
#pragma warning restore CA1001
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(5);

    private readonly JobBook _book = new(options.Name);
    private OwnJobs? _own;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _watching;
    private Task _running = Task.CompletedTask;
    private ServerState _state = ServerState.Idle;
    private QmpClient? _client;

    /// <summary>What the pages call it.</summary>
    public string Name => options.Name;

    /// <summary>How it is reached, for people.</summary>
    public string Address => options.Address;

    /// <summary>What was said when it was added.</summary>
    public DashboardServerOptions Options => options;

    /// <summary>How it is doing.</summary>
    public ServerState State => Volatile.Read(ref _state);

    /// <summary>Its jobs.</summary>
    public IJobList Jobs => options.Jobs is not { } manager ? _book
        : State.IsConnected ? _own ??= new OwnJobs(manager, _book, time)
        : _book;

    /// <summary>Begins to watch; does nothing if it is watched.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_watching is null)
            {
                _watching = new CancellationTokenSource();
                CancellationToken token = _watching.Token;
                Task before = _running;
                Set("connecting", null);
                _running = Task.Run(() => RunAsync(before, token), CancellationToken.None);
            }
        }
    }

    /// <summary>Ends watching, and the connection.</summary>
    public async Task StopAsync()
    {
        CancellationTokenSource? watching;
        Task running;
        lock (_gate)
        {
            watching = _watching;
            running = _running;
            _watching = null;
        }

        if (watching is not null)
        {
            await watching.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);
            watching.Dispose();
        }
    }

    /// <summary>The connection, waited for a moment if it is just being made.</summary>
    /// <exception cref="QmpConnectionException">There is none.</exception>
    public async ValueTask<QmpClient> GetClientAsync(CancellationToken cancellationToken)
    {
        Start();
        DateTimeOffset end = time.GetUtcNow() + TimeSpan.FromSeconds(5);
        while (true)
        {
            Task change = pulse.Next;
            if (Volatile.Read(ref _client) is { IsConnected: true } client && State.IsConnected)
            {
                return client;
            }

            TimeSpan left = end - time.GetUtcNow();
            if (State.Kind != "connecting" || left <= TimeSpan.Zero)
            {
                throw new QmpConnectionException($"The server '{Name}' is gone: {State.Reason ?? "it doesn't answer"}");
            }

            await Task.WhenAny(change, Task.Delay(left, time, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Sends a command for a viewer. A server of another process takes it for the dashboard's.</summary>
    /// <param name="viewer">Who wants it.</param>
    /// <param name="command">The command.</param>
    /// <param name="arguments">Its arguments; null for none.</param>
    /// <param name="callOptions">What is special about it.</param>
    /// <param name="connecting">Ends the wait for a connection; what has been sent goes on.</param>
    public async Task<JsonElement> ExecuteAsync(QmpPeer viewer, string command, JsonElement? arguments, QmpCallOptions? callOptions, CancellationToken connecting)
    {
        if (options.Service is { } service)
        {
            return await ViewerCall.RunAsync(service, viewer, command, arguments, time).ConfigureAwait(false);
        }

        QmpClient client = await GetClientAsync(connecting).ConfigureAwait(false);
        return await client.ExecuteAsync(command, arguments, callOptions, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task RunAsync(Task before, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Set("connecting", null);
        TimeSpan delay = s_firstDelay;
        while (!cancellationToken.IsCancellationRequested)
        {
            string reason;
            try
            {
                await LiveAsync(cancellationToken).ConfigureAwait(false);
                reason = "it closed the connection";
                delay = s_firstDelay;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // Whatever went wrong is shown, and the next attempt may do better.
            catch (Exception e)
#pragma warning restore CA1031
            {
                reason = e.Message;
            }

            if (State.IsConnected)
            {
                delay = s_firstDelay;
                AddGap($"connection lost: {reason}");
            }

            Forget();
            Set("gone", reason);
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 > s_maxDelay ? s_maxDelay : delay * 2;
        }

        if (State.IsConnected)
        {
            // Who comes back goes on behind what is kept, and shall see that there was more.
            AddGap("nobody was looking, so events may be missing");
        }

        Forget();
        lock (_gate)
        {
            // Somebody who has come back meanwhile doesn't look at an idle server.
            if (_watching is null)
            {
                Set("idle", null);
            }
        }
    }

    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        IQmpTransport transport = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var settings = new QmpClientOptions { Handshake = options.Handshake, HandshakeTimeout = s_patience, CallTimeout = TimeSpan.FromMinutes(1) };
        QmpClient client = await QmpClient.ConnectAsync(transport, settings, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = client.ConfigureAwait(false);
        using QmpEventSubscription<QmpEvent> events = client.Events(new QmpEventBuffer { Capacity = 16_384 });
        HashSet<string>? told = await ServerProbe.ListCommandsAsync(client, options.Handshake, cancellationToken).ConfigureAwait(false);
        HashSet<string> commands = told ?? [];
        (string? status, string? name) = await ServerProbe.DescribeAsync(client, commands, cancellationToken).ConfigureAwait(false);
        using var poll = new JobPoll(client, _book, pulse, time, SetSilence);
        using var statusPoll = new StatusPoll(client, SetStatus, time, SetSilence);
        bool asks = commands.Contains(DashboardServerOptions.AsksForJobs) && options.Jobs is null;
        if (asks)
        {
            await AskOnceAsync(poll, cancellationToken).ConfigureAwait(false);
        }
        else if (options.Jobs is null)
        {
            // It has none, or none that it shows.
            _book.Update([], time.GetUtcNow());
        }

        Volatile.Write(ref _client, client);
        Volatile.Write(ref _state, new ServerState("connected", time.GetUtcNow(), WhatIsKept(commands), client.Greeting, commands, status, name) { KeepsCommands = told is null });
        pulse.Beat();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = ReadEventsAsync(events, poll, statusPoll, ending.Token);
        var running = new List<Task> { reading };
        if (asks)
        {
            running.Add(poll.RunAsync(ending.Token));
        }

        if (options.Jobs is not null)
        {
            running.Add(BeatAsync(ending.Token));
        }

        if (commands.Contains("query-status"))
        {
            running.Add(statusPoll.RunAsync(ending.Token));
        }

        try
        {
            await (await Task.WhenAny(running).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _client, null);
            await ending.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What was seen of jobs of this process still holds.
    private void Forget()
    {
        if (options.Jobs is null)
        {
            _book.Clear();
        }
        else
        {
            _book.Rest();
        }
    }

    // The system waits minutes for a machine that is switched off, or a firewall that drops.
    private async Task<IQmpTransport> ConnectAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await options.Connect(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new QmpTimeoutException("it hasn't taken the connection within 10 seconds");
        }
    }

    // Viewers whom the service allows everything would look at an empty page, and take it for all that there is.
    private string? WhatIsKept(HashSet<string> commands) =>
        options is { Jobs: null, ServesJobs: true } && !commands.Contains(DashboardServerOptions.AsksForJobs)
            ? "the dashboard may not ask for its jobs, so they aren't shown; its rules and policies have to let a local client without a user run query-commands and query-jobs"
            : null;

    // Who refuses, perhaps for a moment, is connected all the same, and asked again.
    private async Task AskOnceAsync(JobPoll poll, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await poll.AskAsync(either.Token).ConfigureAwait(false);
        }
        catch (QmpErrorException)
        {
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It is there, and silent: whoever polls will say so.
        }
    }

    // Progress of the process's own jobs is there to be read; viewers have to be told to.
    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken).ConfigureAwait(false);
            pulse.Beat();
        }
    }

    private async Task ReadEventsAsync(QmpEventSubscription<QmpEvent> events, JobPoll poll, StatusPoll statusPoll, CancellationToken cancellationToken)
    {
        while (await events.NextAsync(cancellationToken).ConfigureAwait(false) is { } item)
        {
            if (item.DroppedBefore is not 0)
            {
                AddGap(item.DroppedBefore is { } count ? $"{count} events came too fast and were dropped" : "events may be missing");
            }

            if (item.Event is RawQmpEvent raw)
            {
                Take(raw, poll, statusPoll);
                pulse.Beat();
            }
        }
    }

    private void Take(RawQmpEvent raw, JobPoll poll, StatusPoll statusPoll)
    {
        byte[] data = raw.Data.ValueKind == JsonValueKind.Undefined ? [] : JsonBytes.Of(raw.Data);
        var item = new LoggedEvent(Name, raw.Name, raw.Timestamp, time.GetUtcNow(), data, raw.Fault);
        log.Add(item);
        if (raw.Name is "JOB_STATUS_CHANGE" && Text(raw.Data, "id") is { } id && Text(raw.Data, "status") is { } status)
        {
            _book.Note(id, status, item.Time);
            poll.Hurry();
        }
        else if (StatusPoll.IsChange(raw.Name))
        {
            statusPoll.Hurry();
        }
    }

    private void AddGap(string note) => log.Add(new LoggedEvent(Name, null, null, time.GetUtcNow(), [], note));

    private void Set(string kind, string? reason) =>
        Change(old => old with { Kind = kind, Reason = reason, Since = old.Kind == kind ? old.Since : time.GetUtcNow(), Status = null });

    private void SetStatus(string? status) => Change(old => old.IsConnected ? old with { Status = status } : old);

    // Since when it is connected stays.
    private void SetSilence(string? reason) => Change(old => old.IsConnected ? old with { Kind = reason is null ? "connected" : "silent", Reason = reason } : old);

    private void Change(Func<ServerState, ServerState> change)
    {
        ServerState old = State;
        while (true)
        {
            ServerState changed = change(old);
            if (changed == old)
            {
                return;
            }

            ServerState seen = Interlocked.CompareExchange(ref _state, changed, old);
            if (ReferenceEquals(seen, old))
            {
                pulse.Beat();
                return;
            }

            old = seen;
        }
    }

    private static string? Text(JsonElement data, string member) => data.ValueKind == JsonValueKind.Object ? JobEntry.Text(data, member) : null;
}
