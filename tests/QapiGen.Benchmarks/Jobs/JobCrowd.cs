using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Events;

namespace QapiGen.Benchmarks.Jobs;

/// <summary>One manager with a number of live, parked jobs and one event subscriber.</summary>
internal sealed class JobCrowd(int count) : IJobEventSink
{
    private readonly string[] _ids = new string[count];
    private long _transitions;

    /// <summary>The manager.</summary>
    public JobManager Manager { get; } = new();

    /// <summary>Transitions that the subscriber has been told of.</summary>
    public long Transitions => Volatile.Read(ref _transitions);

    /// <inheritdoc/>
    public void OnTransition(in JobTransition transition) => Volatile.Write(ref _transitions, _transitions + 1);

    /// <summary>Starts the jobs and waits until each is parked.</summary>
    public async Task StartAsync()
    {
        Manager.AddSink(this);
        for (int i = 0; i < count; i++)
        {
            _ids[i] = $"job{i}";
            await Manager.StartAsync(new ParkedDriver(), new JobOptions { Id = _ids[i] });
        }

        await ParkAsync();
    }

    /// <summary>Pauses each job and resumes each, over and over.</summary>
    /// <param name="verbs">How many commands at least.</param>
    public async Task SteerAsync(int verbs)
    {
        for (int done = 0; done < verbs; done += 2 * count)
        {
            foreach (string id in _ids)
            {
                await Manager.JobPauseAsync(id);
            }

            foreach (string id in _ids)
            {
                await Manager.JobResumeAsync(id);
            }

            await ParkAsync();
        }
    }

    // Pooled, so that what is counted was allocated by the manager.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ParkAsync()
    {
        foreach (string id in _ids)
        {
            Job job = Manager.Find(id)!;
            while (job.Snapshot().Has(JobFlags.Busy))
            {
                await Task.Yield();
            }
        }
    }
}
