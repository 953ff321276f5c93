using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Engine;

/// <content>Leaving the jobs to the next host, and what a store does to them that can't write.</content>
internal sealed partial class JobEngine
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Whether drivers are to stop at their next checkpoint.</summary>
    public bool IsSuspending => _lock.IsSuspending;

    /// <summary>Saves a checkpoint.</summary>
    public Task Save(JobCheckpoints checkpoints, ReadOnlyMemory<byte> body)
    {
        JobLock.Held held = Enter();
        Task saved = checkpoints.Save(held, body);
        Leave(held);
        return saved;
    }

    /// <summary>Completes when what was saved is durable; null if all is.</summary>
    public Task? LastSaved(JobCheckpoints? checkpoints)
    {
        JobLock.Held held = Enter();
        Task? saved = checkpoints?.LastSaved(held);
        Leave(held);
        return saved;
    }

    /// <summary>Hands over the checkpoint that waits, if any.</summary>
    /// <returns>Number of the last record.</returns>
    public long HandOver(JobCheckpoints? checkpoints)
    {
        JobLock.Held held = Enter();
        checkpoints?.HandOver(held);
        long sequence = held.Journal?.LastRecord(held) ?? 0;
        Leave(held);
        return sequence;
    }

    /// <summary>A driver is at a checkpoint, and goes no further.</summary>
    public void StopAtCheckpoint(JobRun run)
    {
        JobLock.Held held = Enter();
        run.Stop(held);
        Leave(held);
    }

    /// <summary>A driver has stopped without an end of its job. Called without the lock.</summary>
    public void Stopped(Job job)
    {
        JobLock.Held held = Enter();
        StoppedInLock(held, job);
        Leave(held);
    }

    /// <summary>Has drivers stop, each at its next checkpoint if it saves any; the jobs stay as they are, for the next host. Then nothing more is written.</summary>
    /// <param name="patience">How long drivers get that have to stop at once, and the store for what is left.</param>
    /// <param name="cancellationToken">Ends the wait for checkpoints; drivers that didn't get there stop where they are.</param>
    public async ValueTask SuspendAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        JobLock.Held held = Enter();
        held.State.Suspend(held);
        TaskCompletionSource allStopped = held.State.AllStopped(held) ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (Job? job = held.Table.Newest(held); job is not null; job = job.OlderIn(held))
        {
            if (job.Run is { } run && !run.HasStopped(held) && HasWork(held, job))
            {
                if (run.IsLaunched)
                {
                    held.State.Stopping(held).Add(job);
                }

                if (!run.IsLaunched || !run.SavesCheckpoints || (job.StateIn(held).Flags & (JobFlags.Busy | JobFlags.Sleeping)) == 0)
                {
                    run.Stop(held);
                }
                else
                {
                    // Who sleeps would be late.
                    KeepWake(held, job);
                    Step(held, job, JobInputKind.Nudge);
                }
            }
        }

        TellIfAllStopped(held);
        Leave(held);
        await allStopped.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        StopTheRest();
        try
        {
            await allStopped.Task.WaitAsync(patience, Clock, CancellationToken.None).ConfigureAwait(false);
            await WhenDurableAsync().AsTask().WaitAsync(patience, Clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or Runtime.Messages.QmpErrorException)
        {
            // Whatever isn't written has been told to nobody.
        }

        LeaveThoseAtWork();
        EndJournal();
    }

    /// <summary>The end: what is left is written, then nothing more.</summary>
    public async ValueTask CloseAsync(TimeSpan patience)
    {
        try
        {
            await WhenDurableAsync().AsTask().WaitAsync(patience, Clock).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or Runtime.Messages.QmpErrorException)
        {
            // Whatever isn't written has been told to nobody.
        }

        EndJournal();
    }

    /// <summary>Nothing more is written.</summary>
    private void EndJournal()
    {
        JobLock.Held held = Enter();
        held.State.TroubleTimer(held)?.Dispose();
        if (held.OpenJournal is { } journal)
        {
            journal.End(held);
            for (Job? job = held.Table.Newest(held); job is not null; job = job.OlderIn(held))
            {
                if (job.Number != 0 && job.StateIn(held).Status is not (JobStatus.Concluded or JobStatus.Null))
                {
                    job.Forsake(held);
                }
            }
        }

        Leave(held);
    }

    private static bool IsAtWork(JobLock.Held held, Job job) => job.Number != 0 && HasWork(held, job);

    // Also of an internal job, which has no number, and none of the next host's business.
    private static bool HasWork(JobLock.Held held, Job job) => job.StateIn(held).Has(JobFlags.Started) && !job.StateIn(held).Has(JobFlags.Returned)
        && !job.StateIn(held).Has(JobFlags.Lost) && !job.StateIn(held).IsCompleted && job.Driver is not null;

    private void LeaveThoseAtWork()
    {
        JobLock.Held held = Enter();
        foreach (Job job in held.State.Stopping(held))
        {
            JobLog.NotStopped(Logger, job.Id);
        }

        for (Job? job = held.Table.Newest(held); job is not null; job = job.OlderIn(held))
        {
            if (job.Number == 0 && HasWork(held, job))
            {
                job.Forsake(held);
            }
        }

        Leave(held);
    }

    private void StopTheRest()
    {
        JobLock.Held held = Enter();
        foreach (Job job in held.State.Stopping(held))
        {
            if (job.Run is { IsStopping: false } run)
            {
                JobLog.StoppedLate(Logger, job.Id);
                run.Stop(held);
            }
        }

        Leave(held);
    }

    private static void StoppedInLock(JobLock.Held held, Job job)
    {
        job.Run?.NoteStop(held);
        held.State.Stopping(held).Remove(job);
        TellIfAllStopped(held);
    }

    private static void TellIfAllStopped(JobLock.Held held)
    {
        if (held.State.IsSuspending && held.State.Stopping(held).Count == 0)
        {
            held.State.AllStopped(held)?.TrySetResult();
        }
    }

    /// <summary>Looks from now on whether the store can write.</summary>
    private void WatchTrouble()
    {
        ITimer timer = Clock.CreateTimer(static state => ((JobEngine)state!).LookForTrouble(), this, s_lookEvery, s_lookEvery);
        JobLock.Held held = Enter();
        held.State.TroubleTimer(held) = timer;
        if (held.Journal?.IsOver(held) == true)
        {
            timer.Dispose();
        }

        Leave(held);
    }

    /// <summary>Jobs are paused while nothing of what they do can be kept; not as the user would.</summary>
    private void LookForTrouble()
    {
        Storage.JobStoreTrouble? trouble;
        try
        {
            trouble = Store?.Trouble;
        }
#pragma warning disable CA1031 // A store that breaks its word: on a timer's thread it would end the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            StoreIsLost(exception);
            return;
        }

        JobLock.Held held = Enter();
        bool isNews = (trouble is not null) != held.State.IsInTrouble(held) && held.OpenJournal is not null;
        if (isNews && trouble is not null)
        {
            PauseByTrouble(held);
        }
        else if (isNews)
        {
            ResumeAfterTrouble(held);
        }

        Leave(held);
        if (isNews && trouble is not null)
        {
            JobLog.StoreInTrouble(Logger, trouble.Waiting, trouble.Reason);
        }
        else if (isNews)
        {
            JobLog.StoreIsWell(Logger);
        }
    }

    private void PauseByTrouble(JobLock.Held held)
    {
        held.State.IsInTrouble(held) = true;
        for (Job? job = held.Table.Newest(held); job is not null; job = job.OlderIn(held))
        {
            if (IsAtWork(held, job) && !job.StateIn(held).IsForced)
            {
                held.State.PausedByTrouble(held).Add(job);
                Step(held, job, JobInputKind.AddPause);
            }
        }
    }

    private void ResumeAfterTrouble(JobLock.Held held)
    {
        held.State.IsInTrouble(held) = false;
        foreach (Job job in held.State.PausedByTrouble(held))
        {
            if (IsAtWork(held, job))
            {
                Step(held, job, JobInputKind.RemovePause);
            }
        }

        held.State.PausedByTrouble(held).Clear();
    }
}
