using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
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
    /// <summary>Shards that are asked for a page at once: a page is rarely in more, and never waits for all.</summary>
    private const int ShardsAtOnce = 8;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JobInfo>> QueryJobsAsync(CancellationToken cancellationToken = default) =>
        [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Select(static job => new JobInfo
        {
            Id = job.Id,
            Type = job.Type.ToJobType(),
            Status = job.Status,
            CurrentProgress = job.Progress.Current,
            TotalProgress = job.Progress.Total,
            Error = job.Error,
        })];

    /// <summary>All jobs: shard by shard, newest first in each. Those of one shard are as they were at one instant, and what is told of them is durable.</summary>
    /// <exception cref="QmpErrorException">Some shards couldn't be asked for the time of <see cref="Patience"/>.</exception>
    public async ValueTask<IReadOnlyList<JobClusterEntry>> ListAsync(CancellationToken cancellationToken = default)
    {
        await _node.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        List<ShardJob>[] shards = await Task.WhenAll(
            _node.Feeds.Select(feed => AskAsync(() => ReadAsync(feed, cancellationToken), cancellationToken))).ConfigureAwait(false);
        var jobs = new List<JobClusterEntry>(shards.Sum(static shard => shard.Count));
        jobs.AddRange(shards.SelectMany(static shard => shard).Select(EntryOf));
        return jobs;
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
        while (jobs.Count <= filter.Limit && shard < ShardCount)
        {
            int first = shard;
            ShardJob[][] pages = await Task.WhenAll(Enumerable.Range(first, int.Min(ShardsAtOnce, ShardCount - first)).Select(number =>
            {
                var query = new ShardQuery(number == first ? before : long.MaxValue, filter.Limit + 1, filter.Status?.ToWire(), filter.Type?.Text);
                return AskAsync(() => _node.Feeds[number].Grain.QueryPageAsync(query).WaitAsync(cancellationToken), cancellationToken);
            })).ConfigureAwait(false);
            jobs.AddRange(pages.SelectMany((page, i) => page.Select(job => (first + i, job))));
            (shard, before) = (first + pages.Length, long.MaxValue);
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
        where TInfo : IWireCodec<TInfo>
    {
        ArgumentNullException.ThrowIfNull(describe);
        return new JobDispatcher<TInfo>(this, module, async cancellationToken => [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Select(describe)]);
    }

    private static JobClusterEntry EntryOf(ShardJob job)
    {
        _ = JobStatusExtensions.TryParse(job.Status, out JobStatus status);
        return new JobClusterEntry(job.Id, new JobTypeName(job.Type), status, new JobProgress(job.Current, job.Total), job.Error, job.Node ?? "");
    }

    private static (int Shard, long Before) PositionOf(string? after)
    {
        if (after is null)
        {
            return (0, long.MaxValue);
        }

        string[] parts = after.Split('.');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int shard) && shard < ShardCount
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long before)
            ? (shard, before)
            : throw new QmpErrorException($"'{after}' is no place in the list of jobs to go on from");
    }

    private static async Task<List<ShardJob>> ReadAsync(ShardFeed feed, CancellationToken cancellationToken)
    {
        var jobs = new List<ShardJob>();
        await foreach (ShardJob job in feed.Grain.QueryAsync(cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            jobs.Add(job);
        }

        return jobs;
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        long start = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The shard moves, or its node is gone: from the beginning, so that what is told of it is of one instant.
                if (_clock.GetElapsedTime(start) > Patience)
                {
                    throw new QmpErrorException($"Some of the jobs can't be asked for: {exception.Message}", exception);
                }
            }

            await Task.Delay(s_pause, _clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
