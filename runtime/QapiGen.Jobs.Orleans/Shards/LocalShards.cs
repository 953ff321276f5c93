using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using QapiGen.Jobs.Orleans.Diagnostics;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>The shards that this node has just now.</summary>
internal sealed class LocalShards
{
    private readonly ConcurrentDictionary<ShardHost, ShardPlace> _shards = new();
    private readonly ShardOpenings _openings;
    private readonly ILocalSiloDetails _silo;
    private readonly ILogger _logger;

    public LocalShards(ShardOpenings openings, ILocalSiloDetails silo, TimeProvider clock, ILogger<LocalShards> logger)
    {
        (_openings, _silo, _logger) = (openings, silo, SafeLogger.For(logger));
        Pace = new JobTakeUpPace(clock);
        ClusterMetrics.Register(this, () => _shards.Count);
    }

    /// <summary>How fast drivers are made again, for all of them together.</summary>
    public JobTakeUpPace Pace { get; }

    /// <summary>Which of those that are set aside are tried again.</summary>
    public ShardTrials Trials { get; } = new();

    /// <summary>One is open, or gone.</summary>
    public event Action? Changed;

    /// <summary>Their numbers.</summary>
    public IReadOnlyList<int> Numbers => [.. _shards.Values.Select(static shard => shard.Shard)];

    /// <summary>Why some are set aside.</summary>
    public IReadOnlyList<(int Shard, string Reason)> SetAside =>
        [.. from pair in _shards where pair.Key.IsSetAside orderby pair.Value.Shard select (pair.Value.Shard, pair.Key.HeldBecause!)];

    /// <summary>What keeps the stores of some from writing.</summary>
    public IReadOnlyList<(int Shard, JobStoreTrouble Trouble)> Troubles =>
        [.. from pair in _shards let trouble = pair.Key.Trouble where trouble is not null orderby pair.Value.Shard select (pair.Value.Shard, trouble)];

    /// <summary>Opens one when it is its turn.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="grain">Who has it opened.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The others have given this node up, or it ends.</exception>
    public async Task<ShardHost> OpenAsync(int shard, IGrainContext grain, Func<Task<ShardHost>> open, CancellationToken cancellationToken)
    {
        var place = new ShardPlace(shard, grain);
        try
        {
            return await _openings.RunAsync(shard, place.Gone.Task, () => OpenAsync(place, open), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            place.Gone.SetResult();
            throw;
        }
    }

    /// <summary>
    /// Lets a shard go here, whatever Orleans' directory says of where it is: another activation of it, elsewhere, isn't this node's to end. Completes when it is gone.
    /// </summary>
    /// <param name="shard">The shard.</param>
    /// <param name="reason">Why, for the log.</param>
    public Task LeaveAsync(int shard, string reason) => LeaveAsync(shard, long.MaxValue, reason);

    /// <summary>Lets a shard go that another node has opened since, which the owner here may not have noticed: it can't write, and may not have tried.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="epoch">The epoch of the other node.</param>
    public Task LeaveToAsync(int shard, long epoch)
    {
        if (_shards.Any(pair => pair.Value.Shard == shard && pair.Key.Epoch < epoch))
        {
            _openings.NoteOvertaken();
        }

        return LeaveAsync(shard, epoch, "Another node has opened the shard since.");
    }

    /// <summary>Lets one go whose store another node has opened.</summary>
    public void LeaveOvertaken(ShardHost host)
    {
        _openings.NoteOvertaken();
        Leave(host, "Another node has opened the shard's store.");
    }

    /// <inheritdoc cref="ShardOpenings.End"/>
    public void End() => _openings.End();

    /// <summary>Orleans takes a shard's activation for open.</summary>
    public void BeOpen(ShardHost host)
    {
        if (_shards.TryGetValue(host, out ShardPlace? place))
        {
            place.BeOpen();
        }
    }

    /// <summary>Lets one go.</summary>
    public void Leave(ShardHost host, string reason)
    {
        if (_shards.TryGetValue(host, out ShardPlace? place))
        {
            place.Leave(reason);
        }
    }

    /// <summary>Closes one, once: completes when it is gone.</summary>
    public async Task CloseAsync(ShardHost host, string reason)
    {
        if (!_shards.TryGetValue(host, out ShardPlace? place))
        {
            return;
        }

        if (place.BeginsToLeave())
        {
            try
            {
                await host.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                // Whatever its store met: it isn't here any more.
                _shards.TryRemove(host, out _);
                place.Gone.SetResult();
                Changed?.Invoke();
                ClusterLog.Closed(_logger, place.Shard, host.Epoch, _silo.Name, reason);
            }
        }

        await place.Gone.Task.ConfigureAwait(false);
    }

    private async Task<ShardHost> OpenAsync(ShardPlace place, Func<Task<ShardHost>> open)
    {
        ShardHost host = await open().ConfigureAwait(false);
        _shards[host] = place;
        ClusterLog.Opened(_logger, place.Shard, host.Epoch, _silo.Name);
        Changed?.Invoke();
        _ = CloseAtEndAsync(host, place.Grain);
        return host;
    }

    /// <summary>Orleans doesn't tell an activation that it ends if it hasn't said that it is open: then this does.</summary>
    private async Task CloseAtEndAsync(ShardHost host, IGrainContext grain)
    {
        await grain.Deactivated.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync(host, "Its activation ended while it was opened.").ConfigureAwait(false);
    }

    private Task LeaveAsync(int shard, long below, string reason)
    {
        var gone = new List<Task>();
        foreach ((ShardHost host, ShardPlace place) in _shards)
        {
            if (place.Shard == shard && host.Epoch < below)
            {
                place.Leave(reason);
                gone.Add(place.Grain.Deactivated);
            }
        }

        return Task.WhenAll(gone);
    }
}
