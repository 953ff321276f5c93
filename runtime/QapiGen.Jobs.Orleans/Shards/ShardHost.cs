using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Diagnostics;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>A shard that this node has: its manager, its transitions, its operations. All of it runs outside of the grain's scheduler.</summary>
internal sealed partial class ShardHost : IAsyncDisposable
{
    private static readonly TimeSpan s_longestAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestOpening = TimeSpan.FromMinutes(1);

    private readonly int _shard;
    private readonly ShardSetup _setup;
    private readonly ShardStore _store;
    private readonly JobManager _jobs;
    private readonly IReadOnlyCollection<string> _drivers;
    private readonly ShardOperations _operations = new();
    private readonly ShardBonds _bonds = new();
    private readonly CancellationTokenSource _end = new();
    private string? _boundTo;
    private volatile bool _isLeaving;

    private ShardHost(int shard, ShardSetup setup, ShardStore store)
    {
        _shard = shard;
        _setup = setup;
        _store = store;
        JobStoreContent content = store.Content!;
        _boundTo = content.Notes.FirstOrDefault(static note => note.Key == NodeKey)?.Value;
        Past = ShardPast.Of(content, setup.Options, setup.Clock.GetUtcNow());
        HeldBecause = IsAway
            ? $"its node '{_boundTo}' is away"
            : Past.SetAside is null ? null : $"{Past.Losses} nodes in a row were lost soon after they had taken up its shard {shard}, which is set aside for {ShardPast.TimeOf(Past.Losses, setup.Options)}";
        _operations.Load(content.Notes);
        _bonds.Load(content.Notes);
        JobManagerOptions options = setup.ManagerOptions(store);
        _drivers = options.Drivers.Names;
        _jobs = new JobManager(options with { ShutdownMode = JobShutdownMode.Leave, HeldBecause = HeldBecause });
        Events = new ShardEventLog(shard);
    }

    /// <summary>The transitions.</summary>
    public ShardEventLog Events { get; }

    /// <summary>What became of the owners before.</summary>
    public ShardPast Past { get; }

    /// <summary>Why the shard's jobs wait without drivers; null if they don't.</summary>
    public string? HeldBecause { get; }

    /// <summary>Whether the shard is one of a node, and this node isn't that one.</summary>
    public bool IsAway => ShardKey.IsOfNode(_shard) && ShardKey.OfNode(_setup.Node) != _shard;

    /// <summary>Whether the shard is set aside for a time, since it may have ended the hosts before.</summary>
    public bool IsSetAside => !IsAway && Past.SetAside is not null;

    /// <summary>When a trial of the shard is over at the latest: it may not have been opened here.</summary>
    public TimeSpan LongestTrial => _setup.Options.ShardProbation + s_longestOpening;

    /// <summary>The epoch of this owner.</summary>
    public long Epoch => _jobs.Epoch;

    /// <summary>Is cancelled when another owner has opened the store.</summary>
    public CancellationToken OwnershipLost => _jobs.OwnershipLost;

    /// <summary>What keeps the store from writing.</summary>
    public JobStoreTrouble? Trouble => _jobs.StoreTrouble;

    /// <summary>Opens a shard: takes its next epoch, and has its jobs go on.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="setup">What the node has for all of its shards.</param>
    /// <param name="store">Its store, not opened yet.</param>
    /// <exception cref="JobStoreException">The store can't be opened.</exception>
    public static async Task<ShardHost> OpenAsync(int shard, ShardSetup setup, IJobStore store)
    {
        var kept = new ShardStore(store);
        ShardHost? host = null;
        try
        {
            JobStoreContent content = await kept.OpenAsync($"{Environment.MachineName} {Environment.ProcessId} {setup.Node}").ConfigureAwait(false);
            host = new ShardHost(shard, setup, kept);
            host._jobs.AddSink(host.Events);
            host._jobs.AddSink(new ShardBondSink(setup.Grains, shard));

            await host._jobs.OpenAsync().ConfigureAwait(false);
            host.Events.StartAt(content.LastTransition);
            host.Events.StartFrom(host._jobs.Describe());
            ClusterMetrics.Opened(isLoss: !content.WasClosed && content.Epoch > 1);
            await host.BeginProbationAsync().ConfigureAwait(false);
            _ = host.SweepAsync();
            return host;
        }
        catch
        {
            if (host is not null)
            {
                await host.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                await kept.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Carries an operation out, once, wherever its job is.</summary>
    public Task<ShardReply> DoAsync(ShardRequest request)
    {
        if (_isLeaving || OwnershipLost.IsCancellationRequested)
        {
            return Task.FromResult(new ShardReply(ShardOutcome.Moving));
        }

        int? place = _bonds.Find(request.Id)
            ?? (request is { IsRetry: true, Verb: not ShardVerb.Create } && _jobs.Find(request.Id) is null ? _bonds.FindFreed(request.Id) : null);
        return request.Verb switch
        {
            // The id is the group's name.
            ShardVerb.CreateGroup => DoHereAsync(request),
            _ when ShardKey.IsOfNode(_shard) => DoBoundAsync(request),
            _ when IsGuest(request.Id) => DoGroupedAsync(request),
            ShardVerb.Create => request.Creation!.Node is { } wanted ? MakeThereAsync(request, wanted) : MakeHereAsync(request, place),
            _ => place is null ? DoHereAsync(request) : ForwardAsync(request, place.Value),
        };
    }

    /// <summary>The transitions after one.</summary>
    public ValueTask<ShardEvents> ReadSinceAsync(long sequence, int max) => Events.ReadSinceAsync(_store, _jobs, sequence, max);

    /// <summary>How the shard is, for a node that wants to be told of it.</summary>
    public ShardStatus Subscribe(IJobShardObserver node) => new(
        Epoch, Events.Add(node, _setup.Clock.GetUtcNow()), _setup.Node, _operations.Last, _bonds.Nodes, _boundTo, HeldBecause, Past.Losses);

    /// <summary>Lets the shard go: drivers stop at their checkpoints, and the store is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        _isLeaving = true;
        await _end.CancelAsync().ConfigureAwait(false);
        await _jobs.DisposeAsync().ConfigureAwait(false);
        EndProbation(hasLasted: false);
    }

    private async Task<ShardReply> DoHereAsync(ShardRequest request)
    {
        Task<ShardReply>? reply = _operations.Get(
            request,
            () => new ShardReply(ShardOutcome.Done, Events.Last, Operations: _operations.Last),
            note => CarryOutAsync(request, note));
        return reply is null ? new ShardReply(ShardOutcome.Unknown) : await SoonAsync(reply).ConfigureAwait(false);
    }

    // A finalize waits for the group's hooks, however long: who asked asks again, and holds nothing up meanwhile. What waits for a store that can't write isn't on its way.
    private async Task<ShardReply> SoonAsync(Task<ShardReply> reply) =>
        await Task.WhenAny(reply, Task.Delay(s_longestAnswer)).ConfigureAwait(false) == reply
            ? await reply.ConfigureAwait(false)
            : new ShardReply(ShardOutcome.Pending, Trouble: Trouble is { } trouble ? $"node '{_setup.Node}' can't write to the database: {trouble.Reason.Message}" : null);

    private async Task<ShardReply> CarryOutAsync(ShardRequest request, StoredNote note)
    {
        using Activity? activity = ClusterTrace.Start(request, _setup.Node);
        try
        {
            await RunAsync(request, _jobs.Noting(note)).ConfigureAwait(false);
            return new ShardReply(ShardOutcome.Done, Events.Last);
        }
        catch (QmpErrorException) when (_isLeaving || OwnershipLost.IsCancellationRequested)
        {
            // It has been done here, or refused for what was done here; whether that is kept the next owner knows by its note.
            return new ShardReply(ShardOutcome.Left);
        }
        catch (QmpErrorException refusal) when (request is { IsRetry: true, Verb: ShardVerb.Finalize })
        {
            // Noted when it is done, hooks and all: an owner before may have got so far, and not to the note.
            return new ShardReply(ShardOutcome.Unknown, Events.Last, Error: refusal.Description);
        }
        catch (QmpErrorException refusal)
        {
            return new ShardReply(ShardOutcome.Refused, Events.Last, refusal.ErrorClassName, refusal.Description);
        }
        catch (ArgumentException) when (MissingDriver(request) is { } driver)
        {
            return Refused($"No driver is registered as '{driver}' on node '{_setup.Node}'");
        }
#pragma warning disable CA1031 // Whatever the application's factory or hook throws is the caller's, and no fault of the shard.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return new ShardReply(ShardOutcome.Refused, Events.Last, nameof(QmpErrorClass.GenericError), fault.Message);
        }
    }

    /// <summary>The driver of a request that this node doesn't have; null if it has all.</summary>
    private string? MissingDriver(ShardRequest request) =>
        (request.Members?.Select(static member => member.Creation.Driver) ?? (request.Creation is { } made ? [made.Driver] : [])).FirstOrDefault(driver => !_drivers.Contains(driver));

    private async ValueTask RunAsync(ShardRequest request, JobNotedCommands jobs)
    {
        switch (request.Verb)
        {
            case ShardVerb.Create:
                ShardCreation made = request.Creation!;
                if (IsAway && _jobs.Find(request.Id) is null)
                {
                    throw new QmpErrorException($"Job '{request.Id}' isn't made, since its node '{_boundTo}' is away; a job can be bound to a node while that is there");
                }

                await jobs.CreateFromJsonAsync(made.Driver, made.Arguments, OptionsOf(request.Id, request.Speed, made), made.Starts).ConfigureAwait(false);
                break;
            case ShardVerb.CreateGroup:
                await MakeGroupAsync(request.Members!, jobs).ConfigureAwait(false);
                break;
            case ShardVerb.Pause:
                await jobs.JobPauseAsync(request.Id).ConfigureAwait(false);
                break;
            case ShardVerb.Resume:
                await jobs.JobResumeAsync(request.Id).ConfigureAwait(false);
                break;
            case ShardVerb.Cancel:
                await jobs.JobCancelAsync(request.Id).ConfigureAwait(false);
                break;
            case ShardVerb.Complete:
                await jobs.JobCompleteAsync(request.Id).ConfigureAwait(false);
                break;
            case ShardVerb.Dismiss:
                await jobs.JobDismissAsync(request.Id).ConfigureAwait(false);
                break;
            case ShardVerb.Finalize:
                await jobs.JobFinalizeAsync(request.Id).ConfigureAwait(false);
                break;
            case ShardVerb.SetSpeed:
                await jobs.SetSpeedAsync(request.Id, request.Speed).ConfigureAwait(false);
                break;
            default:
                throw new QmpErrorException($"Node {Environment.MachineName} is of an older version and doesn't know operation {(int)request.Verb}");
        }
    }

    private static JobOptions OptionsOf(string id, long speed, ShardCreation made) => new()
    {
        Id = id,
        Type = made.Type,
        SpeedBytesPerSecond = speed,
        AutoFinalize = made.AutoFinalize,
        AutoDismiss = made.AutoDismiss,
        IfExists = made.Attaches ? JobIfExists.Attach : JobIfExists.Fail,
        IsBlocking = made.IsBlocking,
        Node = made.Node,
    };
}
