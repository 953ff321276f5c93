using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Storage;

/// <summary>What records come to together, for stores with a row for each job: one change a job however often it changed.</summary>
/// <remarks>
/// To be written in this order: transitions (<see cref="IdOf"/>), jobs that are gone, jobs that are new, jobs that have changed, checkpoints, groups, notes. Since an
/// id may be free and taken again in one batch, what is gone has to go first. One object can be used again and again, and then allocates nothing.
/// </remarks>
public sealed class JobBatch
{
    private readonly Dictionary<long, int> _indexes = [];
    private readonly List<JobChange> _jobs = [];
    private readonly Dictionary<long, JobTransactionState> _groups = [];
    private readonly Dictionary<string, string?> _notes = [];
    private readonly List<int> _transitions = [];
    private IReadOnlyList<JobRecord> _records = [];

    /// <summary>The jobs that the records are about, in the order in which they come first.</summary>
    public ReadOnlySpan<JobChange> Jobs => CollectionsMarshal.AsSpan(_jobs);

    /// <summary>The newest state of each group that the records are about.</summary>
    public IReadOnlyDictionary<long, JobTransactionState> Groups => _groups;

    /// <summary>The newest value of each note that the records have; null for one that is taken back.</summary>
    public IReadOnlyDictionary<string, string?> Notes => _notes;

    /// <summary>How many transitions there are.</summary>
    public int TransitionCount => _transitions.Count;

    /// <summary>Number of the first record.</summary>
    public long FirstSequence { get; private set; }

    /// <summary>Number of the last record.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Number of the last transition; 0 if there is none.</summary>
    public long LastTransition { get; private set; }

    /// <summary>The highest number of a new job; 0 if there is none.</summary>
    public long LastJob { get; private set; }

    /// <summary>Reads records, and forgets those before.</summary>
    /// <param name="records">The records, in order, at least one; read by <see cref="TransitionAt"/> later on.</param>
    public void Read(IReadOnlyList<JobRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        Clear();
        _records = records;
        FirstSequence = records[0].Sequence;
        LastSequence = records[^1].Sequence;
        for (int i = 0; i < records.Count; i++)
        {
            JobRecord record = records[i];
            if (record.Transition != 0)
            {
                LastTransition = record.Transition;
                _transitions.Add(i);
            }

            if (record.Note is { } note)
            {
                _notes[note.Key] = note.Value;
            }

            if (record.Kind == JobRecordKind.Note)
            {
                continue;
            }

            if (record.Kind == JobRecordKind.Group)
            {
                _groups[record.Group.Number] = record.Group.State;
                continue;
            }

            Apply(record, ref ChangeOf(record.Job));
        }
    }

    /// <summary>The record of a transition.</summary>
    /// <param name="index">From 0 to <see cref="TransitionCount"/> - 1.</param>
    public JobRecord TransitionAt(int index) => _records[_transitions[index]];

    /// <summary>The id of a job that is new in this batch; null for one that has its row already.</summary>
    public string? IdOf(long job) => _jobs[_indexes[job]].Definition?.Id;

    /// <summary>Forgets the records, so that they can be collected.</summary>
    public void Clear()
    {
        _indexes.Clear();
        _jobs.Clear();
        _groups.Clear();
        _notes.Clear();
        _transitions.Clear();
        _records = [];
        LastTransition = LastJob = FirstSequence = LastSequence = 0;
    }

    private void Apply(in JobRecord record, ref JobChange change)
    {
        switch (record.Kind)
        {
            case JobRecordKind.Created:
                LastJob = long.Max(LastJob, record.Job);
                change.Definition = record.Definition;
                change.Created = record.Time;
                goto case JobRecordKind.State;
            case JobRecordKind.State:
                change.HasState = true;
                change.State = record.State;
                change.Progress = record.Progress;
                change.StateTime = record.Time;
                change.StateSequence = record.Sequence;
                break;
            case JobRecordKind.Checkpoint:
                change.Checkpoint = record.Body;
                change.CheckpointSequence = record.Sequence;
                change.CheckpointProgress = record.Progress;
                change.CheckpointTime = record.Time;
                break;
            case JobRecordKind.Removed:
                change.IsRemoved = true;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(record));
        }
    }

    private ref JobChange ChangeOf(long job)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_indexes, job, out bool exists);
        if (!exists)
        {
            index = _jobs.Count;
            _jobs.Add(new JobChange { Number = job });
        }

        return ref CollectionsMarshal.AsSpan(_jobs)[index];
    }
}
