using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Orleans.Runtime;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Nodes;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Orleans;

/// <content>Which jobs there are.</content>
public sealed partial class JobCluster
{
    /// <summary>Shards that are asked at once: a page is rarely in more, and what they answer is all that is here of a list.</summary>
    private const int ShardsAtOnce = 8;

    /// <summary>Jobs that a shard sends in one message.</summary>
    private const int JobsAtOnce = 500;

    /// <summary>How long an answer is waited for before the shard is asked again.</summary>
    private static readonly TimeSpan s_answerTime = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JobInfo>> QueryJobsAsync(CancellationToken cancellationToken = default) =>
        [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Select(InfoOf)];

    /// <summary>All jobs: shard by shard, newest first in each. Those of one shard are as they were at one instant, and what is told of them is durable: while a node can't write, its jobs are listed as they were when it last could.</summary>
    /// <exception cref="QmpErrorException">Some shards couldn't be asked for the time of <see cref="Patience"/>.</exception>
    public async ValueTask<IReadOnlyList<JobClusterEntry>> ListAsync(CancellationToken cancellationToken = default)
    {
        var jobs = new List<JobClusterEntry>();
        await foreach (JobClusterEntry job in StreamAsync(cancellationToken).ConfigureAwait(false))
        {
            jobs.Add(job);
        }

        return jobs;
    }

    /// <summary>All jobs, in the order of <see cref="ListAsync"/>, as their shards answer: only a few shards' jobs are here at once, however many there are.</summary>
    /// <remarks>This is what <c>query-jobs</c> answers with.</remarks>
    /// <exception cref="QmpErrorException">Some shards couldn't be asked for the time of <see cref="Patience"/>.</exception>
    public async IAsyncEnumerable<JobClusterEntry> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await _node.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IReadOnlyList<ShardFeed> feeds = _node.Feeds;
        var asked = new Queue<Task<List<ShardJob>>>();
        try
        {
            for (int next = 0; next < feeds.Count || asked.Count > 0;)
            {
                for (; next < feeds.Count && asked.Count < ShardsAtOnce; next++)
                {
                    ShardFeed feed = feeds[next];
                    asked.Enqueue(AskAsync(token => ReadAsync(feed, token), end.Token));
                }

                foreach (ShardJob job in await asked.Dequeue().ConfigureAwait(false))
                {
                    yield return EntryOf(job);
                }
            }
        }
        finally
        {
            // Whoever reads no further, or has met a fault, isn't to leave the others asking.
            await end.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(asked)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Some of the jobs, for people: those that pass a filter, in the order of <see cref="ListAsync"/>. Costs a look at the shards that the page is from.</summary>
    /// <param name="filter">Which, and from where on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is below 1.</exception>
    /// <exception cref="QmpErrorException">The page to go on from isn't one's, or some shards couldn't be asked for the time of <see cref="Patience"/>.</exception>
    public async ValueTask<JobClusterPage> ListPageAsync(JobClusterFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Limit, 1);
        (int shard, long before) = PositionOf(filter.After);
        await _node.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);

        // One more than asked for tells whether there are any.
        var jobs = new List<(int Shard, ShardJob Job)>();
        ShardFeed[] feeds = [.. _node.Feeds.Where(feed => feed.Shard >= shard)];
        if (filter.After is not null && (feeds.Length == 0 || feeds[0].Shard != shard))
        {
            throw NoPlace(filter.After);
        }

        for (int i = 0; jobs.Count <= filter.Limit && i < feeds.Length; i += ShardsAtOnce)
        {
            ShardFeed[] some = feeds[i..int.Min(i + ShardsAtOnce, feeds.Length)];
            ShardJob[][] pages = await Task.WhenAll(some.Select(feed =>
            {
                var query = new ShardQuery(feed.Shard == shard ? before : long.MaxValue, filter.Limit + 1, filter.Status?.ToWire(), filter.Type?.Text);
                return AskAsync(token => feed.Grain.QueryPageAsync(query).WaitAsync(token), cancellationToken);
            })).ConfigureAwait(false);
            jobs.AddRange(pages.SelectMany((page, number) => page.Select(job => (some[number].Shard, job))));
        }

        bool hasMore = jobs.Count > filter.Limit;
        (int lastShard, ShardJob last) = hasMore ? jobs[filter.Limit - 1] : default;
        return new JobClusterPage(
            [.. jobs.Take(filter.Limit).Select(static item => EntryOf(item.Job))],
            hasMore ? string.Create(CultureInfo.InvariantCulture, $"{lastShard}.{last.Number}") : null);
    }

    /// <summary>Makes what runs the job commands of a host's own <c>job.json</c> (more types of jobs, more members in <c>JobInfo</c>) for the jobs of the cluster.</summary>
    /// <typeparam name="TInfo">The <c>JobInfo</c> that was generated from it.</typeparam>
    /// <param name="module">The host's module: <c>Host.JobModule.Instance</c>.</param>
    /// <param name="describe">Makes what <c>query-jobs</c> answers for a job.</param>
    /// <example><code>
    /// services.AddQmp(HostSchema.Instance).AddDispatcher(services => services.GetRequiredService&lt;JobCluster&gt;().CreateDispatcher(Host.JobModule.Instance, Describe));
    /// </code></example>
    /// <exception cref="ArgumentException">The module has a command that is none of jobs; put it into another module.</exception>
    public JobDispatcher<TInfo> CreateDispatcher<TInfo>(QmpModule module, Func<JobClusterEntry, TInfo> describe)
        where TInfo : IWireWritable<TInfo>
    {
        ArgumentNullException.ThrowIfNull(describe);
        return new JobDispatcher<TInfo>(this, module, cancellationToken => StreamAsync(cancellationToken).Select(describe));
    }

    internal static JobInfo InfoOf(JobClusterEntry job) => new()
    {
        Id = job.Id,
        Type = job.Type.ToJobType(),
        Status = job.Status,
        CurrentProgress = job.Progress.Current,
        TotalProgress = job.Progress.Total,
        Error = job.Error,
    };

    private static JobClusterEntry EntryOf(ShardJob job)
    {
        _ = JobStatusExtensions.TryParse(job.Status, out JobStatus status);
        return new JobClusterEntry(job.Id, new JobTypeName(job.Type), status, new JobProgress(job.Current, job.Total), job.Error, job.Node ?? "") { BoundTo = job.BoundTo };
    }

    private static (int Shard, long Before) PositionOf(string? after)
    {
        if (after is null)
        {
            return (0, long.MaxValue);
        }

        string[] parts = after.Split('.');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int shard)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long before)
            ? (shard, before)
            : throw NoPlace(after);
    }

    private static QmpErrorException NoPlace(string after) => new($"'{after}' is no place in the list of jobs to go on from");

    private static async Task<List<ShardJob>> ReadAsync(ShardFeed feed, CancellationToken cancellationToken)
    {
        var jobs = new List<ShardJob>();
        await foreach (ShardJob job in feed.Grain.QueryAsync(cancellationToken).WithBatchSize(JobsAtOnce).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            jobs.Add(job);
        }

        return jobs;
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        long start = _clock.GetTimestamp();
        using var asked = new Asked<T>(ask, s_answerTime, Patience, start, _clock, cancellationToken);
        while (true)
        {
            try
            {
                if (await asked.AgainAsync().ConfigureAwait(false) is { } answer)
                {
                    return await answer.ConfigureAwait(false);
                }

                ThrowIfOver(start, new TimeoutException("no answer has come"));
                continue;
            }
            catch (Exception exception) when (exception is not QmpErrorException && !cancellationToken.IsCancellationRequested)
            {
                // The shard moves, or its node is gone: from the beginning, so that what is told of it is of one instant.
                ThrowIfOver(start, exception);
            }

            await Task.Delay(s_pause, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private void ThrowIfOver(long start, Exception reason)
    {
        if (_clock.GetElapsedTime(start) >= Patience)
        {
            throw new QmpErrorException($"Some of the jobs can't be asked for: {reason.Message}", reason);
        }
    }
}
