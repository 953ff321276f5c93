using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Messages;

namespace QapiGen.Fuzz.Targets;

/// <summary>A store that has what was read, keeps nothing, and says that it does.</summary>
internal sealed class RowStore(IReadOnlyList<StoredJob> jobs, IReadOnlyList<StoredGroup> groups) : IJobStore
{
    private long _sequence = 1000;

    public JobDurability Durability => JobDurability.Process;

    public long DurableSequence => Volatile.Read(ref _sequence);

    public JobStoreTrouble? Trouble => null;

    public CancellationToken OwnershipLost => CancellationToken.None;

    /// <summary>Has a host take up the rows, answer for all jobs, and end them.</summary>
    public async Task TakeUpAsync()
    {
        var manager = new JobManager(new JobManagerOptions { Store = this, ShutdownMode = JobShutdownMode.Cancel });
        await using (manager.ConfigureAwait(false))
        {
            await manager.OpenAsync().ConfigureAwait(false);
            foreach (JobDescription found in manager.Describe())
            {
                try
                {
                    await found.Job.CancelAsync(force: (found.Job.Number & 1) == 0).ConfigureAwait(false);
                }
                catch (QmpErrorException)
                {
                    // It has ended, or its kind can't be.
                }

                _ = found.Job.Snapshot();
            }

            await Task.WhenAll(manager.Describe().Select(static found => found.Job.Completion)).ConfigureAwait(false);
        }
    }

    public ValueTask<JobStoreContent> OpenAsync(string owner, CancellationToken cancellationToken = default) =>
        new(new JobStoreContent(2, 1000, 1000, StoredNumber.Last(1, jobs.Where(static job => job.Number <= StoredNumber.Max).Select(static job => job.Number).DefaultIfEmpty().Max()), jobs.Count, groups, WasClosed: false));

    public async IAsyncEnumerable<StoredJob> ReadJobsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (StoredJob job in jobs)
        {
            yield return job;
        }
    }

    public ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default) => new(new JobBodies("{}"u8.ToArray(), null));

    public void Append(in JobRecord record) => Volatile.Write(ref _sequence, record.Sequence);

    public ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default) => default;

    public ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default) => new(new JobHistoryPage([], 0));

    public ValueTask CloseAsync() => default;

    public ValueTask DisposeAsync() => default;
}
