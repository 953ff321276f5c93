using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Concurrency;
using Orleans.GrainDirectory;
using Orleans.Placement;
using Orleans.Runtime;
using QapiGen.Jobs.Hosting;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Diagnostics;
using QapiGen.Jobs.Orleans.Placement;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>Relays what is asked of a shard. Orleans sees to it that there is one of it, mostly; the epoch in the store, that only the newest counts.</summary>
[Reentrant]
[KeepAlive]
[Immovable]
[ShardPlacement]
[GrainDirectory(GrainDirectoryName = DirectoryName)]
[GrainType(ShardDraw.GrainTypeName)]
internal sealed class JobShardGrain(
    IServiceProvider services, QapiJobsBuilder builder, LocalShards local, ILocalSiloDetails silo, TimeProvider clock, ILogger<JobShardGrain> logger)
    : Grain, IJobShard
{
    /// <summary>The directory that says where a shard is.</summary>
    public const string DirectoryName = "qapi-jobs";

    /// <summary>How long a hand-over takes at most, unless it is set: half of it is for drivers to get to a checkpoint. Commands wait meanwhile.</summary>
    private static readonly TimeSpan s_handOverTime = TimeSpan.FromSeconds(8);

    private readonly ILogger _logger = SafeLogger.For(logger);
    private ShardHost? _host;
    private CancellationTokenRegistration _loss;

    private ShardHost Host => _host ?? throw new InvalidOperationException("The shard isn't open.");

    private int Shard => (int)this.GetPrimaryKeyLong();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        int shard = Shard;
        if (this.GetPrimaryKeyLong() is < 0 or > int.MaxValue)
        {
            throw new InvalidOperationException($"There is no shard {this.GetPrimaryKeyLong()}.");
        }

        // Shard 0 of the database is that of a host by itself.
        QapiJobsOptions settings = services.GetRequiredService<IOptions<QapiJobsOptions>>().Value;
        IJobStore MakeStore() => settings.CreateStore(services, shard + 1)
            ?? throw new InvalidOperationException("A cluster's jobs need a store that all nodes reach: UsePostgreSql, or UseSqlite on one machine.");
        TimeSpan patience = settings.ShutdownTime ?? s_handOverTime;
        var setup = new ShardSetup(
            silo.Name, services.GetRequiredService<IOptions<JobClusterOptions>>().Value,
            kept => builder.CreateManagerOptions(services, kept) with { ShutdownTimeout = patience, TakeUpPace = local.Pace }, local.Trials, GrainFactory, clock);
        IGrainContext context = GrainContext;
        ShardHost host = await Task.Run(
            () => local.OpenAsync(shard, context, () => ShardHost.OpenAsync(shard, setup, MakeStore()), cancellationToken), cancellationToken).ConfigureAwait(true);
        _host = host;
        _loss = host.OwnershipLost.UnsafeRegister(static state => ((JobShardGrain)state!).LeaveOvertaken(), this);
        if (host.IsSetAside)
        {
            _ = LeaveLaterAsync(host);
        }

        // A timer's turn comes when the activation is open, as that of any call does.
        this.RegisterGrainTimer(
            static (grain, _) =>
            {
                grain.BeOpen();
                return Task.CompletedTask;
            },
            this, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private void BeOpen() => local.BeOpen(Host);

    private void LeaveOvertaken()
    {
        local.LeaveOvertaken(Host);
    }

    /// <summary>A shard that is set aside is let go when its time is over and it is its turn; whoever asks next opens it, and has its jobs go on.</summary>
    private async Task LeaveLaterAsync(ShardHost host)
    {
        ClusterLog.SetAside(_logger, Shard, host.HeldBecause!);
        try
        {
            await host.WaitForTrialAsync().ConfigureAwait(true);
        }
        catch (Exception exception) when (exception is OperationCanceledException or QmpErrorException)
        {
            // It has left before.
            return;
        }

        local.Leave(host, "The shard was set aside for a time that is over.");

        // If it is opened elsewhere, or not at all, the others don't wait for it.
        await Task.Delay(host.LongestTrial, clock).ConfigureAwait(true);
        local.Trials.End(Shard, hasLasted: false);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_host is { } host)
        {
            await Task.Run(() => local.CloseAsync(host, reason.Description), CancellationToken.None).ConfigureAwait(true);

            // Not before: its last write may be what is refused.
            await _loss.DisposeAsync().ConfigureAwait(true);
        }
    }

    public Task<ShardReply> DoAsync(ShardRequest request)
    {
        ShardHost host = Host;
        return Task.Run(() => host.DoAsync(request));
    }

    public async IAsyncEnumerable<ShardJob> QueryAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ShardHost host = Host;
        foreach (ShardJob job in await Task.Run(host.QueryAsync, cancellationToken).ConfigureAwait(true))
        {
            yield return job;
        }
    }

    public Task<ShardJob[]> QueryPageAsync(ShardQuery query)
    {
        ShardHost host = Host;
        return Task.Run(() => host.QueryPageAsync(query));
    }

    public Task<ShardEvents> ReadSinceAsync(long sequence, int max)
    {
        ShardHost host = Host;
        return Task.Run(() => host.ReadSinceAsync(sequence, max).AsTask());
    }

    public Task<ShardStatus> SubscribeAsync(IJobShardObserver node)
    {
        ShardHost host = Host;
        return Task.FromResult(host.Subscribe(node));
    }

    public Task<bool> HasAsync(string id) => Task.FromResult(Host.Has(id));

    public Task<ShardReply> LendAsync(string[] ids, int shard)
    {
        ShardHost host = Host;
        return Task.Run(() => host.LendAsync(ids, shard));
    }

    public Task FreeAsync(string id)
    {
        ShardHost host = Host;
        return Task.Run(() => host.FreeAsync(id));
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
