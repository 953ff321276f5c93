using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Storage;

namespace QapiGen.Testing.Jobs;

/// <summary>The medium of <see cref="MemoryJobStore"/>s: outlives them, as a disk outlives processes.</summary>
/// <remarks>All members may be used from any thread.</remarks>
public sealed class MemoryJobStoreData
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Row> _jobs = [];
    private readonly SortedDictionary<long, StoredGroup> _groups = [];
    private readonly Dictionary<string, string> _notes = [];
    private readonly Queue<StoredTransition> _history = new();
    private long _epoch;
    private long _sequence;
    private long _transition;
    private long _job;
    private bool _wasClosed = true;
    private JobStoreException? _fault;
    private bool _isHeld;

    /// <summary>How many transitions are kept.</summary>
    public int HistoryLimit { get; init; } = int.MaxValue;

    /// <summary>What every write meets from now on; null for success.</summary>
    public JobStoreException? Fault
    {
        get
        {
            lock (_gate)
            {
                return _fault;
            }
        }

        set
        {
            lock (_gate)
            {
                _fault = value;
            }

            Changed?.Invoke();
        }
    }

    /// <summary>Whether writes hang.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_gate)
            {
                return _isHeld;
            }
        }

        set
        {
            lock (_gate)
            {
                _isHeld = value;
            }

            Changed?.Invoke();
        }
    }

    /// <summary>Raised when writes may go on, and when there is another owner.</summary>
    internal event Action? Changed;

    internal JobStoreContent Open()
    {
        JobStoreContent content;
        lock (_gate)
        {
            _epoch++;
            bool wasClosed = _wasClosed;
            _wasClosed = false;
            content = new JobStoreContent(_epoch, _sequence, _transition, _job, _jobs.Count, [.. _groups.Values], wasClosed)
            {
                Notes = [.. _notes.Select(static note => new StoredNote(note.Key, note.Value))],
            };
        }

        Changed?.Invoke();
        return content;
    }

    /// <returns>Null if the medium doesn't answer just now.</returns>
    internal bool? IsOwner(long epoch)
    {
        lock (_gate)
        {
            return _isHeld || _fault is not null ? null : epoch == _epoch;
        }
    }

    internal void Close(long epoch)
    {
        lock (_gate)
        {
            _wasClosed |= epoch == _epoch;
        }
    }

    internal StoredJob[] Jobs()
    {
        lock (_gate)
        {
            return [.. _jobs.Values.Select(row => row.Job)];
        }
    }

    internal JobBodies? Bodies(long job)
    {
        lock (_gate)
        {
            return _jobs.TryGetValue(job, out Row? row) ? new JobBodies(row.Arguments, row.Checkpoint) : null;
        }
    }

    internal JobHistoryPage History(long after, int max)
    {
        lock (_gate)
        {
            return new JobHistoryPage(
                [.. _history.Where(item => item.Transition > after).Take(max)], _history.TryPeek(out StoredTransition oldest) ? oldest.Transition : 0);
        }
    }

    /// <returns>False if the writer isn't the owner any more.</returns>
    /// <exception cref="JobStoreException">The write fails.</exception>
    internal bool Write(long epoch, IReadOnlyList<JobRecord> records)
    {
        lock (_gate)
        {
            if (_fault is not null)
            {
                throw _fault;
            }

            if (epoch != _epoch)
            {
                return false;
            }

            foreach (JobRecord record in records)
            {
                Apply(record);
            }

            return true;
        }
    }

    private void Apply(in JobRecord record)
    {
        _sequence = record.Sequence;
        if (record.Note is { Value: { } value } note)
        {
            _notes[note.Key] = value;
        }
        else if (record.Note is { } gone)
        {
            _notes.Remove(gone.Key);
        }

        switch (record.Kind)
        {
            case JobRecordKind.Created:
                JobDefinition definition = record.Definition!;
                _job = long.Max(_job, record.Job);
                _jobs.Add(record.Job, new Row(
                    new StoredJob(record.Job, definition with { Arguments = default }, record.State, record.Progress, false, record.Time, record.Time),
                    definition.Arguments));
                Note(record, definition.Id, record.State.Status);
                break;
            case JobRecordKind.State:
                Row row = _jobs[record.Job];
                row.Job = row.Job with { State = record.State, Progress = record.Progress, Changed = record.Time };
                Note(record, row.Job.Definition.Id, record.State.Status);
                break;
            case JobRecordKind.Checkpoint:
                Row at = _jobs[record.Job];
                at.Checkpoint = record.Body;
                at.Job = at.Job with { Progress = record.Progress, HasCheckpoint = true, Changed = record.Time };
                break;
            case JobRecordKind.Removed:
                _jobs.Remove(record.Job, out Row? removed);
                Note(record, removed!.Job.Definition.Id, JobStatus.Null);
                break;
            case JobRecordKind.Group when record.Group.State.Phase == JobTransactionPhase.Closed:
                _groups.Remove(record.Group.Number);
                break;
            case JobRecordKind.Group:
                _groups[record.Group.Number] = record.Group;
                break;
            case JobRecordKind.Note:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(record));
        }
    }

    private void Note(in JobRecord record, string id, JobStatus to)
    {
        if (record.Transition == 0)
        {
            return;
        }

        _transition = record.Transition;
        _history.Enqueue(new StoredTransition(record.Transition, record.Job, id, record.From, to, record.Input, record.Time));
        while (_history.Count > HistoryLimit)
        {
            _history.Dequeue();
        }
    }

    private sealed class Row(StoredJob job, ReadOnlyMemory<byte> arguments)
    {
        public StoredJob Job { get; set; } = job;

        public ReadOnlyMemory<byte> Arguments => arguments;

        public ReadOnlyMemory<byte>? Checkpoint { get; set; }
    }
}
