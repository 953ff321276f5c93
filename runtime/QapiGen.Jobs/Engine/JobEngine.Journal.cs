using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Engine;

/// <content>What is kept in a store, and what waits until it is.</content>
internal sealed partial class JobEngine
{
    /// <summary>The store; null if there is none.</summary>
    public IJobStore? Store => _lock.Store;

    /// <summary>The owner's epoch; 0 without a store.</summary>
    public long Epoch => _lock.Epoch;

    /// <summary>What distinguishes the store from others; null if it doesn't say, or there is none.</summary>
    public string? StoreIdentity => _lock.StoreIdentity;

    /// <summary>How many records wait for the store.</summary>
    public long JournalLength => _lock.JournalLength;

    /// <summary>Completes when all that has happened up to now is kept, and told.</summary>
    public ValueTask WhenDurableAsync()
    {
        JobLock.Held held = Enter();
        return LeaveAsync(held);
    }

    /// <summary>Keeps a note by itself; completes when it is durable.</summary>
    public ValueTask NoteAsync(StoredNote note)
    {
        JobLock.Held held = Enter();
        if (held.OpenJournal is not { } journal)
        {
            return FailAsync(held, held.Journal is null ? JobErrors.NotOpen() : EndError());
        }

        journal.Attach(held, note);
        journal.Settle(held, Clock);
        return LeaveAsync(held);
    }

    /// <summary>Lets go what is durable, and what waited for it. Called without the lock.</summary>
    /// <returns>Number of the record that is waited for next; 0 if none is.</returns>
    public long Release(long durable)
    {
        JobLock.Held held = Enter();
        while (held.Journal!.TryRelease(held, durable, out object? what, out JobTransition transition))
        {
            switch (what)
            {
                case null:
                    held.Outbox.Take(held, transition);
                    break;
                case JobRun run:
                    held.Releases.Add(held, run);
                    break;
                case Job job:
                    job.Conclude(held);
                    break;
                case JobCheckpoints checkpoints:
                    checkpoints.Saved(held);
                    break;
                case TaskCompletionSource<bool> isDurable:
                    isDurable.TrySetResult(true);
                    break;
                case JobTicket ticket when !held.Outbox.TryKeep(held, ticket) && ticket.TryGrant():
                    held.Releases.Add(held, ticket);
                    break;
            }
        }

        long next = held.Journal.NextToWatch(held);
        Leave(held);
        return next;
    }

    /// <summary>Why nothing can be written any more; null if it isn't so.</summary>
    public Exception? StoreLoss => _lock.StoreLoss ?? (Store is { OwnershipLost.IsCancellationRequested: true } store ? ReasonOfLoss(store) : null);

    /// <summary>What a store that is lost says to who waits for it.</summary>
    private static Exception ReasonOfLoss(IJobStore store)
    {
        Exception? reason = null;
        try
        {
            reason = store.WhenDurableAsync(long.MaxValue).AsTask().Exception?.InnerException;
        }
        catch (ObjectDisposedException)
        {
            // It is being closed, and has found out at the same time.
        }
#pragma warning disable CA1031 // It is lost whatever it says.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            reason = exception;
        }

        return reason ?? new JobStoreException(JobStoreFault.OwnershipLost, "Another host has opened the store of the jobs.");
    }

    /// <summary>Nothing more can be written: drivers stop, their ends count no more, and commands are refused. Called without the lock.</summary>
    public void StoreIsLost(Exception reason)
    {
        JobLock.Held held = Enter();
        bool isNews = false;
        if (held.OpenJournal is { } journal)
        {
            isNews = true;
            held.State.LoseStore(held, reason);
            journal.End(held);
            for (Job? job = held.Table.Newest(held); job is not null; job = job.OlderIn(held))
            {
                Forsake(held, job);
            }
        }

        Leave(held);
        if (isNews)
        {
            JobLog.StoreLost(Logger, reason);
        }
    }

    /// <summary>Appends a checkpoint, and has it told when it is durable.</summary>
    public void AppendCheckpoint(JobLock.Held held, Job job, ReadOnlyMemory<byte> body, Drivers.JobProgress progress, JobCheckpoints checkpoints)
    {
        if (held.Journal!.IsOver(held) || job.StateIn(held).Status is JobStatus.Concluded or JobStatus.Null)
        {
            checkpoints.GiveUp(held);
            return;
        }

        held.Journal.Checkpoint(held, job, body, progress, Clock.GetUtcNow());
        held.Journal.Hold(held, checkpoints);
    }

    private static void Forsake(JobLock.Held held, Job job)
    {
        if (job.Number != 0)
        {
            job.Run?.Stop(held);
            job.Forsake(held);
        }
    }

    /// <summary>Keeps what has come of an input. The job's state is still the one before.</summary>
    private void Keep(JobLock.Held held, Job job, in JobState state, JobInputKind input, JobDefinition? definition, bool isMove)
    {
        if (!isMove && !JobJournal.IsKept(held, job, state))
        {
            return;
        }

        DateTimeOffset time = definition is null ? Clock.GetUtcNow() : job.Created;
        long transition = isMove ? held.Outbox.Next(held) : 0;
        held.Journal!.Changed(held, job, state, input, definition, transition, time);
        if (isMove && held.Outbox.HasSinks(held) && !held.Journal.IsOver(held))
        {
            held.Journal.Hold(held, new JobTransition(transition, job, job.StateIn(held).Status, state, time));
        }
    }

    /// <summary>The next thing to do for a group; keeps what can't be known from its members.</summary>
    private JobDirective Apply(JobLock.Held held, JobGroup group, in JobTransactionInput input)
    {
        JobTransactionPhase before = group.StateIn(held).Phase;
        JobDirective directive = group.Apply(held, input);
        JobTransactionPhase now = group.StateIn(held).Phase;
        if (now != before && group.NumberIn(held) != 0 && held.Journal is not null
            && (now == JobTransactionPhase.Closed ? group.IsKept(held) : JobTransactionCore.IsDecided(now) && group.HasToBeKept(held)))
        {
            group.Keep(held);
            held.Journal.Group(held, group.NumberIn(held), group.StateIn(held), Clock.GetUtcNow());
        }

        return directive;
    }

    /// <summary>Ends a look that a refusal came of: it tells of a state, which has to be durable.</summary>
    private ValueTask FailAsync(JobLock.Held held, Exception refusal)
    {
        JobTicket? ticket = Leave(held, mustWait: held.Journal is not null);
        return ticket is null ? ValueTask.FromException(refusal) : WaitAsync(ticket, refusal);

        static async ValueTask WaitAsync(JobTicket ticket, Exception refusal)
        {
            await ticket;
            throw refusal;
        }
    }

    private JobTicket WaitForStore(JobLock.Held held, JobJournal journal)
    {
        var ticket = new JobTicket(Dispatcher);
        journal.Hold(held, ticket);
        return ticket;
    }
}
