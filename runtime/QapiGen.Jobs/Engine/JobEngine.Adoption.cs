using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Jobs.Engine;

/// <content>Making drivers of stored jobs again: a few at first, then more; and whenever one is needed.</content>
internal sealed partial class JobEngine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_retryTime = TimeSpan.FromSeconds(1);

    /// <summary>How many drivers are made after one flush: of so many it isn't known which one has ended the host.</summary>
    private const int AtOnce = 64;

    /// <summary>So few are made one by one, so that each death of a host is known to be one job's.</summary>
    private const int Few = 16;

    private readonly JobTakeUpPace _pace;

    /// <summary>Whether a job has no driver, and could have one.</summary>
    private static bool AwaitsDriver(JobLock.Held held, Job job) =>
        job.Driver is null && !job.MarksIn(held).IsDriverGone && job.StateIn(held).Status is not (JobStatus.Concluded or JobStatus.Null);

    private async Task TakeUpAsync(IEnumerable<Job[]> several)
    {
        foreach (Job[] jobs in several)
        {
            if (jobs.Length > 1)
            {
                await NoteNextUpAsync(jobs).ConfigureAwait(false);
            }

            foreach (Job job in jobs)
            {
                if (job.IsLost)
                {
                    await _pace.NextAsync().ConfigureAwait(false);
                }

                // A factory, or a row, that takes its time holds up the others for a moment only.
                await AdoptAsync(job).WaitAsync(s_patience, Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Has the next host know, by one flush, that drivers of some of these jobs may have been made by this one.</summary>
    private async Task NoteNextUpAsync(Job[] jobs)
    {
        var isDurable = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var noted = new List<Job>(jobs.Length);
        JobLock.Held held = Enter();
        foreach (Job job in jobs)
        {
            if (AwaitsDriver(held, job) && !held.State.Adoptions(held).ContainsKey(job))
            {
                job.SetTakeUp(held, job.MarksIn(held).IsTakenUp, isNextUp: true);
                held.Journal!.Noted(held, job, JobInputKind.Readopted, Clock.GetUtcNow());
                noted.Add(job);
            }
        }

        held.Journal!.Hold(held, isDurable);
        Leave(held);
        if (!await isDurable.Task.ConfigureAwait(false))
        {
            return;
        }

        held = Enter();
        held.State.NextUp(held).Clear();
        foreach (Job job in noted)
        {
            if (job.MarksIn(held).IsNextUp)
            {
                held.State.NextUp(held).Add(job);
            }
        }

        Leave(held);
    }

    /// <summary>Makes a job's driver, if it awaits one, and has it go on. Completes when that is done, or can't be.</summary>
    private Task AdoptAsync(Job job)
    {
        TaskCompletionSource? done = null;
        JobLock.Held held = Enter();
        Task? adoption = Task.CompletedTask;
        if (_heldBecause is null && AwaitsDriver(held, job) && !held.State.Adoptions(held).TryGetValue(job, out adoption))
        {
            done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            held.State.Adoptions(held).Add(job, adoption = done.Task);
        }

        Leave(held);
        if (done is not null)
        {
            // Elsewhere: the factory is the application's, and whoever asks may hold up others.
            ThreadPool.UnsafeQueueUserWorkItem(static adopt => _ = adopt.Engine.AdoptAsync(adopt.Job, adopt.Done), (Engine: this, Job: job, Done: done), preferLocal: false);
        }

        return adoption!;
    }

    private async Task AdoptAsync(Job job, TaskCompletionSource done)
    {
        (JobDriver? driver, ReadOnlyMemory<byte>? checkpoint, JobInput fault) = await MakeDriverAsync(job).ConfigureAwait(false);
        JobLock.Held held = Enter();
        held.State.Adoptions(held).Remove(job);
        held.State.NextUp(held).Remove(job);
        (bool IsTakenUp, bool IsNextUp) was = (job.MarksIn(held).IsTakenUp, job.MarksIn(held).IsNextUp);
        job.SetTakeUp(held, isTakenUp: false, isNextUp: false);
        bool isLeft = driver is null && fault.Text is null;
        if (isLeft || held.Journal!.IsOver(held) || !AwaitsDriver(held, job))
        {
            Leave(held);
        }
        else if (driver is null)
        {
            Abandon(held, job, fault);
        }
        else
        {
            Adopt(held, job, driver, checkpoint, was);
            Leave(held);
        }

        done.SetResult();
    }

    private void Adopt(JobLock.Held held, Job job, JobDriver driver, ReadOnlyMemory<byte>? checkpoint, (bool IsTakenUp, bool IsNextUp) was)
    {
        job.Adopt(held, driver);
        if (job.StateIn(held).Has(JobFlags.Returned))
        {
            // Its hooks come now: it is taken up until it has concluded.
            job.SetTakeUp(held, was.IsTakenUp, was.IsNextUp);
        }
        else if (was.IsTakenUp || was.IsNextUp)
        {
            held.Journal!.Noted(held, job, JobInputKind.Readopted, Clock.GetUtcNow());
        }

        job.RunOf(held).StartFrom(held, checkpoint);
        if (job.IsLost && checkpoint is null)
        {
            // It begins anew: what it saved before isn't to be found by the next one either.
            held.Journal!.Checkpoint(held, job, JobRun.NoCheckpoint, default, Clock.GetUtcNow());
        }

        Step(held, job, JobInput.Readopted(driver.Hooks));
        if (job.MarksIn(held).HasPlace)
        {
            StartInPlace(held, job);
        }
    }

    /// <summary>A job that has a place begins, or gives it to the next.</summary>
    private void StartInPlace(JobLock.Held held, Job job)
    {
        job.MarksIn(held).HasPlace = false;
        if (job.StateIn(held).Status == JobStatus.Created && !job.StateIn(held).Has(JobFlags.Returned))
        {
            Step(held, job, JobInputKind.Start);
        }
        else
        {
            StartNext(held);
        }
    }

    /// <summary>No driver can be made: the job ends. Leaves the lock.</summary>
    private void Abandon(JobLock.Held held, Job job, in JobInput fault)
    {
        job.MarksIn(held).IsDriverGone = true;
        JobLog.DriverNotMade(Logger, job.Id, fault.Text is { } text ? QmpDiagnostics.OneLine(text) : null);
        JobStep step = default;
        if (job.Group.StateIn(held).Phase != JobTransactionPhase.Committing)
        {
            bool hasPlace = job.MarksIn(held).HasPlace || job.StateIn(held).Has(JobFlags.Lost);
            job.MarksIn(held).HasPlace = false;
            step = Step(held, job, fault);
            if (hasPlace)
            {
                StartNext(held);
            }
        }

        JobEffects more = step.Effects & NeedsMore;
        if (more == 0 || step.Refusal != JobRefusal.None)
        {
            Leave(held);
            return;
        }

        if (job.Group.TryEnterLane(held))
        {
            Forget(FollowUpAsync(held, job, more));
            return;
        }

        JobTicket ticket = StandInLine(held, job.Group);
        Leave(held);
        Forget(FollowUpLaterAsync(job, more, ticket));
    }

    private async ValueTask FollowUpLaterAsync(Job job, JobEffects more, JobTicket ticket)
    {
        await ticket;
        JobLock.Held held = Enter();
        await FollowUpAsync(held, job, more).ConfigureAwait(false);
    }

    /// <summary>Has the next host know that this one was making the job's driver, before it does: what the application does then may end the process.</summary>
    /// <returns>False if nothing is written any more, or nobody needs the driver.</returns>
    private Task<bool> NoteTakeUpAsync(Job job)
    {
        var isDurable = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        JobLock.Held held = Enter();
        if (held.State.NextUp(held).Contains(job) && !job.StateIn(held).Has(JobFlags.Returned) && AwaitsDriver(held, job))
        {
            isDurable.SetResult(!held.Journal!.IsOver(held));
        }
        else if (AwaitsDriver(held, job))
        {
            job.SetTakeUp(held, isTakenUp: true, job.MarksIn(held).IsNextUp);
            held.Journal!.Noted(held, job, JobInputKind.Readopted, Clock.GetUtcNow());
            held.Journal.Hold(held, isDurable);
        }
        else
        {
            isDurable.SetResult(false);
        }

        Leave(held);
        return isDurable.Task;
    }

    private async Task<(JobDriver? Driver, ReadOnlyMemory<byte>? Checkpoint, JobInput Fault)> MakeDriverAsync(Job job)
    {
        if (_drivers.Find(job.DriverName) is not { } entry)
        {
            return (null, null, JobInput.Abandoned(Errno.InputOutput, job.DriverName is null
                ? "The job's host is gone, and with it its driver, which wasn't registered by a name"
                : $"No driver is registered as '{job.DriverName}'"));
        }

        bool endsByLoss = job.IsLost && entry.Options.OnLost == JobLoss.Fail;
        if (endsByLoss || job.Losses > entry.Options.MaxLosses)
        {
            string why = endsByLoss ? ", which ends jobs of its driver" : $" ({job.Losses} of at most {entry.Options.MaxLosses} times)";
            return (null, null, JobInput.Abandoned(Errno.InputOutput, "The job's host was lost while it was at work or being taken up" + why));
        }

        if (!await NoteTakeUpAsync(job).ConfigureAwait(false))
        {
            return default;
        }

        for (bool isNews = true; ; isNews = false)
        {
            try
            {
                JobBodies? bodies = await Store!.ReadBodiesAsync(job.Number).ConfigureAwait(false);
                ReadOnlyMemory<byte>? checkpoint = job.IsLost && entry.Options.OnLost == JobLoss.Restart ? null : bodies?.Checkpoint;
                return (entry.Make((bodies?.Arguments ?? default).Span), checkpoint, default);
            }
            catch (JobStoreException exception) when (exception.Fault is JobStoreFault.Unavailable or JobStoreFault.Locked or JobStoreFault.Full)
            {
                if (isNews)
                {
                    JobLog.BodiesNotRead(Logger, job.Id, exception);
                }

                await Task.Delay(s_retryTime, Clock).ConfigureAwait(false);
            }
            catch (ObjectDisposedException exception)
            {
                // What factories take is gone: the host ends, and the job is the next one's.
                if (_lock.IsClosed)
                {
                    return default;
                }

                if (isNews)
                {
                    JobLog.DriverNotMade(Logger, job.Id, QmpDiagnostics.OneLine(JobFault.MessageOf(exception)));
                }

                await Task.Delay(s_retryTime, Clock).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whatever else the application's factory throws ends this job alone.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                return (null, null, JobInput.Abandoned(Errno.Invalid, $"The driver '{job.DriverName}' can't be made again from what was kept: {JobFault.MessageOf(exception)}"));
            }
        }
    }
}
