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
internal sealed class ShardHost : IAsyncDisposable
{
    private static readonly TimeSpan s_longestAnswer = TimeSpan.FromSeconds(5);

    private readonly string _node;
    private readonly ShardStore _store;
    private readonly JobManager _jobs;
    private readonly ShardOperations _operations = new();
    private volatile bool _isLeaving;

    private ShardHost(int shard, string node, ShardStore store, JobManagerOptions options)
    {
        _node = node;
        _store = store;
        _jobs = new JobManager(options);
        Events = new ShardEventLog(shard);
    }

    /// <summary>The transitions.</summary>
    public ShardEventLog Events { get; }

    /// <summary>The epoch of this owner.</summary>
    public long Epoch => _jobs.Epoch;

    /// <summary>Is cancelled when another owner has opened the store.</summary>
    public CancellationToken OwnershipLost => _jobs.OwnershipLost;

    /// <summary>What keeps the store from writing.</summary>
    public JobStoreTrouble? Trouble => _jobs.StoreTrouble;

    /// <summary>Opens a shard: takes its next epoch, and has its jobs go on.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="node">Name of this node.</param>
    /// <param name="store">Its store, not opened yet.</param>
    /// <param name="options">Makes the options of a manager over a store.</param>
    /// <exception cref="JobStoreException">The store can't be opened.</exception>
    public static async Task<ShardHost> OpenAsync(int shard, string node, IJobStore store, Func<IJobStore, JobManagerOptions> options)
    {
        var kept = new ShardStore(store);
        var host = new ShardHost(shard, node, kept, options(kept) with { ShutdownMode = JobShutdownMode.Leave });
        try
        {
            host._jobs.AddSink(host.Events);
            await host._jobs.OpenAsync().ConfigureAwait(false);
            host.Events.StartAt(kept.Content!.LastTransition);
            ClusterMetrics.Opened(isLoss: !kept.Content.WasClosed && kept.Content.Epoch > 1);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Carries an operation out, once.</summary>
    public async Task<ShardReply> DoAsync(ShardRequest request)
    {
        if (_isLeaving || OwnershipLost.IsCancellationRequested)
        {
            return new ShardReply(ShardOutcome.Moving);
        }

        bool mayBegin = !request.IsRetry || request.Epoch == Epoch;
        if (_operations.Get(request.Operation, mayBegin, () => CarryOutAsync(request)) is not { } reply)
        {
            return new ShardReply(ShardOutcome.Unknown);
        }

        // A finalize waits for the group's hooks, however long: who asked asks again, and holds nothing up meanwhile.
        return await Task.WhenAny(reply, Task.Delay(s_longestAnswer)).ConfigureAwait(false) == reply
            ? await reply.ConfigureAwait(false)
            : new ShardReply(ShardOutcome.Pending);
    }

    /// <summary>All jobs with an id, newest first, at one instant, and durable.</summary>
    public async Task<IReadOnlyList<ShardJob>> QueryAsync()
    {
        IReadOnlyList<JobDescription> jobs = _jobs.Describe();
        await _jobs.WhenDurableAsync().ConfigureAwait(false);
        return [.. jobs.Select(ToShardJob)];
    }

    /// <summary>Some jobs with an id, newest first, at one instant, and durable.</summary>
    public async Task<ShardJob[]> QueryPageAsync(ShardQuery query)
    {
        JobDescription[] jobs = [.. _jobs.Describe()
            .Where(job => job.Job.Number < query.Before
                && (query.Status is null || job.Status.ToWire() == query.Status) && (query.Type is null || job.Type.Text == query.Type))
            .Take(query.Limit)];
        await _jobs.WhenDurableAsync().ConfigureAwait(false);
        return [.. jobs.Select(ToShardJob)];
    }

    /// <summary>The transitions after one.</summary>
    public ValueTask<ShardEvents> ReadSinceAsync(long sequence, int max) => Events.ReadSinceAsync(_store, _jobs, sequence, max);

    /// <summary>Lets the shard go: drivers stop at their checkpoints, and the store is closed.</summary>
    public ValueTask DisposeAsync()
    {
        _isLeaving = true;
        return _jobs.DisposeAsync();
    }

    private ShardJob ToShardJob(JobDescription job) => new(
        job.Id, job.Type.Text, job.Status.ToWire(), job.Progress.Current, job.Progress.Total, job.Error, _node, job.Job.Number);

    private async Task<ShardReply> CarryOutAsync(ShardRequest request)
    {
        using Activity? activity = ClusterTrace.Start(request, _node);
        try
        {
            await RunAsync(request).ConfigureAwait(false);
            return new ShardReply(ShardOutcome.Done, Events.Last);
        }
        catch (QmpErrorException refusal) when (_isLeaving && refusal.Description == JobErrors.ShuttingDown().Description)
        {
            return new ShardReply(ShardOutcome.Moving);
        }
        catch (QmpErrorException) when (_isLeaving || OwnershipLost.IsCancellationRequested)
        {
            // It has been done here, or refused for what was done here; whether that is kept nobody knows.
            return new ShardReply(ShardOutcome.Unknown);
        }
        catch (QmpErrorException refusal)
        {
            return new ShardReply(ShardOutcome.Refused, Events.Last, refusal.ErrorClassName, refusal.Description);
        }
#pragma warning disable CA1031 // Whatever the application's factory or hook throws is the caller's, and no fault of the shard.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return new ShardReply(ShardOutcome.Refused, Events.Last, nameof(QmpErrorClass.GenericError), fault.Message);
        }
    }

    private async ValueTask RunAsync(ShardRequest request)
    {
        switch (request.Verb)
        {
            case ShardVerb.Create:
                ShardCreation made = request.Creation!;
                await _jobs.CreateFromJsonAsync(made.Driver, made.Arguments, OptionsOf(request.Id, request.Speed, made), made.Starts).ConfigureAwait(false);
                break;
            case ShardVerb.Pause:
                await _jobs.JobPauseAsync(request.Id).ConfigureAwait(false);
                break;
            case ShardVerb.Resume:
                await _jobs.JobResumeAsync(request.Id).ConfigureAwait(false);
                break;
            case ShardVerb.Cancel:
                await _jobs.JobCancelAsync(request.Id).ConfigureAwait(false);
                break;
            case ShardVerb.Complete:
                await _jobs.JobCompleteAsync(request.Id).ConfigureAwait(false);
                break;
            case ShardVerb.Dismiss:
                await _jobs.JobDismissAsync(request.Id).ConfigureAwait(false);
                break;
            case ShardVerb.Finalize:
                await _jobs.JobFinalizeAsync(request.Id).ConfigureAwait(false);
                break;
            case ShardVerb.SetSpeed:
                await (_jobs.Find(request.Id) ?? throw JobErrors.NotFound()).SetSpeedAsync(request.Speed).ConfigureAwait(false);
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
    };
}
