using System;
using System.Collections.Generic;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Stores.Tests.Support;

/// <summary>Numbers records of one opened store as an engine does.</summary>
internal sealed class Records
{
    private long _transition;

    private Records(IJobStore store, JobStoreContent content)
    {
        (Store, Content, Sequence, _transition) = (store, content, content.LastSequence, content.LastTransition);
    }

    public IJobStore Store { get; }

    public JobStoreContent Content { get; }

    public long Sequence { get; private set; }

    /// <summary>All that was appended, for who asks for it before; null else, so that appending allocates nothing.</summary>
    public List<JobRecord>? All { get; set; }

    public static async Task<Records> OpenAsync(IJobStore store) => new(store, await store.OpenAsync("test"));

    public static StoredJobState State(JobStatus status) => new(status, JobFlags.AutoFinalize, 0, null, 0, false, 0);

    public void Create(long job, string? id = null, int argumentBytes = 0) => Append(new JobRecord(0, JobRecordKind.Created, job, DateTimeOffset.UnixEpoch)
    {
        Definition = new JobDefinition(id ?? $"j{job}", "backup", "copy", Encoding.UTF8.GetBytes(new string('a', argumentBytes)), job, 0, false),
        State = State(JobStatus.Created),
        From = JobStatus.Undefined,
        Input = JobInputKind.Create,
        Transition = ++_transition,
    });

    public void Change(long job, JobStatus from, JobStatus to, JobProgress progress = default) =>
        Append(new JobRecord(0, JobRecordKind.State, job, DateTimeOffset.UnixEpoch)
        {
            State = State(to),
            From = from,
            Input = JobInputKind.Start,
            Progress = progress,
            Transition = ++_transition,
        });

    public void Checkpoint(long job, string body, JobProgress progress = default) =>
        Append(new JobRecord(0, JobRecordKind.Checkpoint, job, DateTimeOffset.UnixEpoch) { Body = Encoding.UTF8.GetBytes(body), Progress = progress });

    public void Remove(long job) => Append(new JobRecord(0, JobRecordKind.Removed, job, DateTimeOffset.UnixEpoch)
    {
        From = JobStatus.Concluded,
        Input = JobInputKind.Dismiss,
        Transition = ++_transition,
    });

    public void Group(long number, JobTransactionPhase phase) => Append(new JobRecord(0, JobRecordKind.Group, 0, DateTimeOffset.UnixEpoch)
    {
        Group = new StoredGroup(number, new JobTransactionState(phase, 2, 2, 1, 0, 0, 0)),
    });

    /// <summary>Waits until all is durable; the time only guards against a hang.</summary>
    public Task FlushAsync() => Store.WhenDurableAsync(Sequence).AsTask().WaitAsync(TimeSpan.FromMinutes(2));

    public async Task<List<StoredJob>> JobsAsync()
    {
        var jobs = new List<StoredJob>();
        await foreach (StoredJob job in Store.ReadJobsAsync())
        {
            jobs.Add(job);
        }

        return jobs;
    }

    private void Append(JobRecord record)
    {
        JobRecord numbered = record with { Sequence = ++Sequence };
        if (All is { } all)
        {
            lock (all)
            {
                all.Add(numbered);
            }
        }

        Store.Append(numbered);
    }
}
