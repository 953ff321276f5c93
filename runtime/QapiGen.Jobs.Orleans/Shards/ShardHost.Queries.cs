using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Contract;

namespace QapiGen.Jobs.Orleans.Shards;

/// <content>
/// Which jobs there are: as they are, once that is kept; or, while the store can't write, as they were when it last could. So nobody is told of what a loss of the node
/// would take back, and a node that can't reach the database doesn't keep the jobs of all others from being listed.
/// </content>
internal sealed partial class ShardHost
{
    /// <summary>How long a store in trouble is waited for: a database that is started again, or whose place another one takes, is back in a moment.</summary>
    private static readonly TimeSpan s_longestWrite = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_lookAtStoreEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>All jobs with an id, newest first, at one instant, and durable.</summary>
    public Task<IReadOnlyList<ShardJob>> QueryAsync() => ListAsync(static jobs => jobs);

    /// <summary>Some jobs with an id, newest first, at one instant, and durable.</summary>
    public async Task<ShardJob[]> QueryPageAsync(ShardQuery query) => [.. await ListAsync(jobs => jobs
        .Where(job => job.Number < query.Before && (query.Status is null || job.Status == query.Status) && (query.Type is null || job.Type == query.Type))
        .Take(query.Limit)).ConfigureAwait(false)];

    private async Task<IReadOnlyList<ShardJob>> ListAsync(Func<IEnumerable<ShardJob>, IEnumerable<ShardJob>> choose)
    {
        IReadOnlyList<JobDescription> all = _jobs.Describe();
        Task kept = _jobs.WhenDurableAsync().AsTask();
        ShardJob[] jobs = [.. choose(all.Select(ToShardJob))];
        while (!kept.IsCompleted)
        {
            if (Trouble is { } trouble && _setup.Clock.GetUtcNow() - trouble.Since >= s_longestWrite)
            {
                // Nobody waits for it any more; it may end when the store is lost.
                _ = kept.ContinueWith(static task => task.Exception, TaskScheduler.Default);
                return [.. choose(Events.AsTold(all.Select(ToShardJob)))];
            }

            await Task.WhenAny(kept, Task.Delay(s_lookAtStoreEvery)).ConfigureAwait(false);
        }

        await kept.ConfigureAwait(false);
        return jobs;
    }

    private ShardJob ToShardJob(JobDescription job) => new(
        job.Id, job.Type.Text, job.Status.ToWire(), job.Progress.Current, job.Progress.Total, job.Error, _setup.Node, job.Job.Number, _boundTo);
}
