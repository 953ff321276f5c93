using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using QapiGen.Jobs.Orleans.Diagnostics;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>The shards that this node has just now.</summary>
#pragma warning disable CA1001 // The semaphore has nothing to let go: its wait handle is never asked for.
internal sealed class LocalShards
{
#pragma warning restore CA1001
    /// <summary>How many are opened at the same time: the first node of a cluster gets all of them at once, and a database has better things to do.</summary>
    private const int OpeningsAtOnce = 8;

    /// <summary>How long the next owner here waits for the one before it; whatever that one still does then is refused by the store.</summary>
    private static readonly TimeSpan s_longestLeave = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _openings = new(OpeningsAtOnce);
    private readonly ConcurrentDictionary<ShardHost, Place> _shards = new();
    private readonly ConcurrentDictionary<int, Task> _last = new();

    private readonly IClusterMembershipService _membership;
    private readonly ILocalSiloDetails _silo;
    private readonly ILogger _logger;
    private int _overtaken;
    private int _confirmed;

    public LocalShards(IClusterMembershipService membership, ILocalSiloDetails silo, TimeProvider clock, ILogger<LocalShards> logger)
    {
        (_membership, _silo, _logger) = (membership, silo, SafeLogger.For(logger));
        Pace = new JobTakeUpPace(clock);
        ClusterMetrics.Register(this, () => _shards.Count);
    }

    /// <summary>How fast drivers are made again, for all of them together.</summary>
    public JobTakeUpPace Pace { get; }

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

    /// <summary>
    /// Another node has opened a shard of this one. It may have been right, if this one was frozen or cut off, was given up, and doesn't know: it would take the shard
    /// back, since its part of Orleans' directory says that it may, and the other one would do the same, each time at a loss to the jobs. So it asks before it opens any.
    /// </summary>
    public void NoteOvertaken() => Interlocked.Increment(ref _overtaken);

    /// <summary>Opens one when it is its turn.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="grain">Who has it opened.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The others have given this node up.</exception>
    public async Task<ShardHost> OpenAsync(int shard, IGrainContext grain, Func<Task<ShardHost>> open, CancellationToken cancellationToken)
    {
        var place = new Place(shard, grain);
        Task before = Task.CompletedTask;
        _ = _last.AddOrUpdate(shard, place.Gone.Task, (_, last) =>
        {
            before = last;
            return place.Gone.Task;
        });
        try
        {
            // Orleans makes another activation while one is about to leave, if it has lost the part of its directory in which that one was: whose drivers stop at their
            // checkpoints, and which closes the store, unless somebody opens it before.
            await before.WaitAsync(s_longestLeave, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _openings.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await RequireAliveAsync(cancellationToken).ConfigureAwait(false);
                ShardHost host = await open().ConfigureAwait(false);
                _shards[host] = place;
                ClusterLog.Opened(_logger, shard, host.Epoch, _silo.Name);
                Changed?.Invoke();
                _ = CloseAtEndAsync(host, grain);
                return host;
            }
            finally
            {
                _openings.Release();
            }
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
            NoteOvertaken();
        }

        return LeaveAsync(shard, epoch, "Another node has opened the shard since.");
    }

    /// <summary>Orleans takes a shard's activation for open.</summary>
    public void BeOpen(ShardHost host)
    {
        if (_shards.TryGetValue(host, out Place? place))
        {
            place.BeOpen();
        }
    }

    /// <summary>Lets one go.</summary>
    public void Leave(ShardHost host, string reason)
    {
        if (_shards.TryGetValue(host, out Place? place))
        {
            place.Leave(reason);
        }
    }

    /// <summary>Closes one, once: completes when it is gone.</summary>
    public async Task CloseAsync(ShardHost host, string reason)
    {
        if (!_shards.TryGetValue(host, out Place? place))
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

    /// <summary>Orleans doesn't tell an activation that it ends if it hasn't said that it is open: then this does.</summary>
    private async Task CloseAtEndAsync(ShardHost host, IGrainContext grain)
    {
        await grain.Deactivated.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync(host, "Its activation ended while it was opened.").ConfigureAwait(false);
    }

    private Task LeaveAsync(int shard, long below, string reason)
    {
        var gone = new List<Task>();
        foreach ((ShardHost host, Place place) in _shards)
        {
            if (place.Shard == shard && host.Epoch < below)
            {
                place.Leave(reason);
                gone.Add(place.Grain.Deactivated);
            }
        }

        return Task.WhenAll(gone);
    }

    private async ValueTask RequireAliveAsync(CancellationToken cancellationToken)
    {
        int overtaken = Volatile.Read(ref _overtaken);
        if (overtaken == Volatile.Read(ref _confirmed))
        {
            return;
        }

        // Twice, since the first time may be the rest of a look that was under way before.
        await _membership.Refresh(cancellationToken: cancellationToken).ConfigureAwait(false);
        await _membership.Refresh(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (_membership.CurrentSnapshot.GetSiloStatus(_silo.SiloAddress) == SiloStatus.Dead)
        {
            throw new InvalidOperationException("The others have given this node up.");
        }

        // If somebody else has confirmed more meanwhile, the next one asks once too often.
        Volatile.Write(ref _confirmed, overtaken);
    }

    /// <summary>What there is of a shard beside its host.</summary>
    private sealed class Place(int shard, IGrainContext grain)
    {
        private readonly Lock _gate = new();
        private bool _isOpen;
        private string? _leavesBecause;
        private int _isLeaving;

        public int Shard => shard;

        public IGrainContext Grain => grain;

        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool BeginsToLeave() => Interlocked.Exchange(ref _isLeaving, 1) == 0;

        public void BeOpen()
        {
            lock (_gate)
            {
                _isOpen = true;
            }

            if (_leavesBecause is { } reason)
            {
                Leave(reason);
            }
        }

        // One that Orleans doesn't take for open yet would be forgotten at once, and another node would open the shard while this one closes it.
        public void Leave(string reason)
        {
            lock (_gate)
            {
                _leavesBecause ??= reason;
                if (!_isOpen)
                {
                    return;
                }
            }

            grain.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, reason));
        }
    }
}
