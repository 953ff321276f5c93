using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Engine;

/// <summary>What an engine appends to its store, and what waits until that is durable: events, answers, starts of drivers, ends.</summary>
/// <remarks>What needs the lock takes the token that only taking it gives (<see cref="JobLock.Held"/>).</remarks>
internal sealed partial class JobJournal(JobEngine engine, IJobStore store, JobStoreContent content)
{
    private readonly Queue<Waiting> _waiting = new();
    private long _sequence = content.LastSequence;
    private long _released = content.LastSequence;
    private long _lastJob = content.LastJob;
    private volatile bool _isOver;
    private bool _isWatched;
    private volatile Exception? _fault;
    private readonly List<JobRecord> _piece = [];
    private StoredNote? _note;
    private bool _isPiece;

    public IJobStore Store => store;

    public long Epoch => content.Epoch;

    public string? StoreIdentity => content.Identity;

    /// <summary>How many records wait, at some recent instant: needs no lock.</summary>
    public long Length
    {
        get
        {
            // What is released comes first: it never overtakes what was read after it.
            long released = Volatile.Read(ref _released);
            return _isOver ? 0 : Volatile.Read(ref _sequence) - released;
        }
    }

    /// <summary>Number of the last record.</summary>
    public long LastRecord(JobLock.Held held)
    {
        held.Check();
        return _sequence;
    }

    /// <summary>Whether something has happened that isn't durable yet; once <see cref="IsOver"/>, that never will be.</summary>
    public bool IsBehind(JobLock.Held held)
    {
        held.Check();
        return _released < _sequence;
    }

    /// <summary>Nothing is written any more: another owner has the store, or it is closed.</summary>
    public bool IsOver(JobLock.Held held)
    {
        held.Check();
        return _isOver;
    }

    public long NextJob(JobLock.Held held)
    {
        held.Check();
        return ++_lastJob;
    }

    /// <summary>Appends what has come of an input, if that is something that is kept.</summary>
    /// <param name="held">The lock.</param>
    /// <param name="job">The job, its state still the one before.</param>
    /// <param name="state">The state after.</param>
    /// <param name="input">What has happened.</param>
    /// <param name="definition">Of a job that is made.</param>
    /// <param name="transition">Number of the transition; 0 if there was none.</param>
    /// <param name="time">When.</param>
    public void Changed(JobLock.Held held, Job job, in JobState state, JobInputKind input, JobDefinition? definition, long transition, DateTimeOffset time)
    {
        held.Check();
        if (transition == 0 && !IsKept(held, job, state))
        {
            return;
        }

        Append(new JobRecord(_sequence + 1, KindOf(state.Status, definition), job.Number, StoredText.Clean(time))
        {
            Definition = definition,
            State = StateOf(held, job, state),
            Progress = job.Progress,
            From = job.StateIn(held).Status,
            Transition = transition,
            Input = input,
        });
    }

    /// <summary>Appends a job's state as it is, for what the core doesn't know of.</summary>
    public void Noted(JobLock.Held held, Job job, JobInputKind input, DateTimeOffset time)
    {
        held.Check();
        Append(
            new JobRecord(_sequence + 1, JobRecordKind.State, job.Number, StoredText.Clean(time))
            {
                State = StateOf(held, job, job.StateIn(held)),
                Progress = job.Progress,
                From = job.StateIn(held).Status,
                Input = input,
            });
    }

    /// <summary>Appends a checkpoint.</summary>
    public void Checkpoint(JobLock.Held held, Job job, ReadOnlyMemory<byte> body, JobProgress progress, DateTimeOffset time)
    {
        held.Check();
        Append(
            new JobRecord(_sequence + 1, JobRecordKind.Checkpoint, job.Number, StoredText.Clean(time)) { Body = body, Progress = progress });
    }

    /// <summary>Appends the state of a group.</summary>
    public void Group(JobLock.Held held, long number, in JobTransactionState state, DateTimeOffset time)
    {
        held.Check();
        Append(
            new JobRecord(_sequence + 1, JobRecordKind.Group, 0, StoredText.Clean(time)) { Group = new StoredGroup(number, state) });
    }

    /// <summary>Has the next record carry a note; null for none.</summary>
    public void Attach(JobLock.Held held, StoredNote? note)
    {
        held.Check();
        _note = note;
    }

    /// <summary>Takes back a note that no record has taken.</summary>
    public StoredNote? Detach(JobLock.Held held)
    {
        held.Check();
        return TakeNote();
    }

    /// <summary>Appends a note that no record has taken, in a record of its own.</summary>
    public void Settle(JobLock.Held held, TimeProvider clock)
    {
        held.Check();
        if (_note is not null)
        {
            Append(new JobRecord(_sequence + 1, JobRecordKind.Note, 0, StoredText.Clean(clock.GetUtcNow())));
        }
    }

    /// <summary>What is appended from now on is kept all or none; <see cref="EndPiece"/> has to follow, before the lock is left.</summary>
    public void BeginPiece(JobLock.Held held)
    {
        held.Check();
        _isPiece = true;
    }

    /// <summary>Gives the store the piece.</summary>
    public void EndPiece(JobLock.Held held)
    {
        held.Check();
        _isPiece = false;
        for (int i = 0; i < _piece.Count; i++)
        {
            Pass(i < _piece.Count - 1 ? _piece[i] with { IsContinued = true } : _piece[i]);
        }

        _piece.Clear();
    }

    /// <summary>Ends a piece at a fault: what was made of it is made, and its note isn't any more.</summary>
    public void BreakPiece(JobLock.Held held)
    {
        held.Check();
        Detach(held);
        EndPiece(held);
    }

    /// <summary>Has something wait until all that was appended is durable: a run that begins, a job that has ended, a ticket, a checkpoint, or who wants to know whether it is.</summary>
    public void Hold(JobLock.Held held, object what)
    {
        held.Check();
        if (_isOver)
        {
            GiveUp(held, what);
            return;
        }

        _waiting.Enqueue(new Waiting(_sequence, what, default));
    }

    /// <inheritdoc cref="Hold(JobLock.Held, object)"/>
    public void Hold(JobLock.Held held, in JobTransition transition)
    {
        held.Check();
        _waiting.Enqueue(new Waiting(_sequence, null, transition));
    }

    /// <summary>The next thing that waits for nothing any more.</summary>
    public bool TryRelease(JobLock.Held held, long durable, out object? what, out JobTransition transition)
    {
        held.Check();
        if (_waiting.TryPeek(out Waiting first) && first.Record <= durable)
        {
            _waiting.Dequeue();
            (what, transition) = (first.What, first.Transition);
            return true;
        }

        _released = long.Max(_released, durable);
        (what, transition) = (null, default);
        return false;
    }

    /// <returns>True if the caller has to call <see cref="Watch"/> once it has left the lock.</returns>
    public bool TryBeginWatch(JobLock.Held held)
    {
        held.Check();
        if (_isWatched || _isOver || !IsBehind(held))
        {
            return false;
        }

        return _isWatched = true;
    }

    /// <summary>Releases what waits as it becomes durable, until nothing waits. Called without the lock.</summary>
    public void Watch() => _ = WatchAsync();

    /// <summary>Nothing waits any more, since it would for ever.</summary>
    public void End(JobLock.Held held)
    {
        held.Check();
        _isOver = true;
        while (_waiting.TryDequeue(out Waiting next))
        {
            GiveUp(held, next.What);
        }
    }

    private static void GiveUp(JobLock.Held held, object? what)
    {
        switch (what)
        {
            case JobTicket ticket:
                ticket.GiveUp();
                break;
            case JobCheckpoints checkpoints:
                checkpoints.GiveUp(held);
                break;
            case Job job:
                job.Forsake(held);
                break;
            case TaskCompletionSource<bool> isDurable:
                isDurable.TrySetResult(false);
                break;
        }
    }

    private async Task WatchAsync()
    {
        long next = Volatile.Read(ref _released) + 1;
        while (next > 0)
        {
            long start = Stopwatch.GetTimestamp();
            long durable;
            try
            {
                if (_fault is { } fault)
                {
                    engine.StoreIsLost(fault);
                    return;
                }

                await store.WhenDurableAsync(next).ConfigureAwait(false);
                durable = store.DurableSequence;
            }
#pragma warning disable CA1031 // Whatever it throws: it will never say that this is durable.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                engine.StoreIsLost(exception);
                return;
            }

            JobStoreMetrics.Flushed(durable - next + 1, Stopwatch.GetElapsedTime(start));
            next = engine.Release(durable);
        }
    }

    /// <summary>Number of the record that is waited for next; 0 if none is.</summary>
    public long NextToWatch(JobLock.Held held)
    {
        held.Check();
        _isWatched = IsBehind(held) && !_isOver;
        return _isWatched ? _released + 1 : 0;
    }

    private StoredNote? TakeNote()
    {
        StoredNote? note = _note;
        _note = null;
        return note;
    }

    private void Append(in JobRecord record)
    {
        // Counts though it isn't taken, so that nothing of it is told.
        _sequence++;
        if (_isPiece)
        {
            _piece.Add(_note is null ? record : record with { Note = TakeNote() });
        }
        else
        {
            Pass(_note is null ? record : record with { Note = TakeNote() });
        }
    }

    private void Pass(in JobRecord record)
    {
        if (_isOver || _fault is not null)
        {
            return;
        }

        try
        {
            store.Append(record);
        }
#pragma warning disable CA1031 // A store that breaks its word, or that somebody has disposed of. The lock is held: who watches ends it all.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _fault = exception;
        }
    }

    private readonly record struct Waiting(long Record, object? What, JobTransition Transition);
}
