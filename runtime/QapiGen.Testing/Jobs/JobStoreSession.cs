using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;

namespace QapiGen.Testing.Jobs;

/// <summary>One opening of a store in the suite: numbers records as an engine does.</summary>
internal sealed class JobStoreSession
{
    /// <summary>A guard against a store that never answers; nothing is measured.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private long _transition;
    private StoredNote? _note;
    private bool _isContinued;

    private JobStoreSession(IJobStore store, JobStoreContent content)
    {
        Store = store;
        Content = content;
        Sequence = content.LastSequence;
        _transition = content.LastTransition;
    }

    public static DateTimeOffset Time { get; } = new DateTimeOffset(2026, 11, 28, 1, 2, 3, TimeSpan.Zero).AddTicks(1_234_560);

    public IJobStore Store { get; }

    public JobStoreContent Content { get; }

    public long Sequence { get; private set; }

    public static async Task<JobStoreSession> OpenAsync(JobStoreFixture fixture)
    {
        IJobStore store = fixture.Create();
        return new JobStoreSession(store, await store.OpenAsync("suite").ConfigureAwait(false));
    }

    public static void Require(bool holds, [CallerArgumentExpression(nameof(holds))] string? what = null)
    {
        if (!holds)
        {
            throw new JobStoreConformanceException($"Should hold: {what}");
        }
    }

    public static void Same<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string? what = null)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new JobStoreConformanceException($"{what} should be {expected}, but is {actual}");
        }
    }

    public static StoredJobState State(JobStatus status, JobFlags flags = JobFlags.AutoFinalize) => new(status, flags, 0, null, 0, false, 0);

    public static JobDefinition Definition(long job, string? id = null) =>
        new(id ?? $"j{job}", "backup", "copy", Encoding.UTF8.GetBytes("""{"source": "a"}"""), job, 0, false);

    public long Create(long job, JobDefinition? definition = null, StoredJobState? state = null) => Append(new JobRecord(0, JobRecordKind.Created, job, Time)
    {
        Definition = definition ?? Definition(job),
        State = state ?? State(JobStatus.Created),
        From = JobStatus.Undefined,
        Input = JobInputKind.Create,
        Transition = ++_transition,
    });

    public long Change(long job, JobStatus from, StoredJobState state, JobProgress progress = default) => Append(new JobRecord(0, JobRecordKind.State, job, Time)
    {
        State = state,
        From = from,
        Input = JobInputKind.Start,
        Progress = progress,
        Transition = from == state.Status ? 0 : ++_transition,
    });

    public long Checkpoint(long job, byte[] body, JobProgress progress = default) =>
        Append(new JobRecord(0, JobRecordKind.Checkpoint, job, Time) { Body = body, Progress = progress });

    public long Remove(long job) => Append(new JobRecord(0, JobRecordKind.Removed, job, Time)
    {
        State = State(JobStatus.Null),
        From = JobStatus.Concluded,
        Input = JobInputKind.Dismiss,
        Transition = ++_transition,
    });

    public long Group(long number, JobTransactionState state) =>
        Append(new JobRecord(0, JobRecordKind.Group, 0, Time) { Group = new StoredGroup(number, state) });

    public long Note(string key, string? value) => Append(new JobRecord(0, JobRecordKind.Note, 0, Time) { Note = new StoredNote(key, value) });

    /// <summary>Has the next record bring a note.</summary>
    public JobStoreSession Remember(string key, string value)
    {
        _note = new StoredNote(key, value);
        return this;
    }

    public Task FlushAsync() => Store.WhenDurableAsync(Sequence).AsTask().WaitAsync(Patience);

    public async Task<List<StoredJob>> JobsAsync()
    {
        var jobs = new List<StoredJob>();
        await foreach (StoredJob job in Store.ReadJobsAsync().ConfigureAwait(false))
        {
            jobs.Add(job);
        }

        return jobs;
    }

    public async Task<List<StoredTransition>> HistoryAsync(long after = 0)
    {
        var all = new List<StoredTransition>();
        while (true)
        {
            long known = all.Count == 0 ? after : all[^1].Transition;
            JobHistoryPage page = await Store.ReadSinceAsync(known, 1000).ConfigureAwait(false);
            Require(page.Transitions.All(item => item.Transition > known), "transitions come after the one that is known");
            all.AddRange(page.Transitions);
            if (page.Transitions.Count == 0)
            {
                return all;
            }
        }
    }

    /// <summary>What there is in short: id and status of each job, in order.</summary>
    public async Task<string> TextAsync() =>
        string.Join(", ", (await JobsAsync().ConfigureAwait(false)).Select(job => $"{job.Definition.Id} {job.State.Status}"));

    /// <summary>Has the next record begin a piece that the one after it belongs to.</summary>
    public JobStoreSession Continued()
    {
        _isContinued = true;
        return this;
    }

    private long Append(JobRecord record)
    {
        Store.Append(record with { Sequence = ++Sequence, Note = _note ?? record.Note, IsContinued = _isContinued });
        (_note, _isContinued) = (null, false);
        return Sequence;
    }
}
