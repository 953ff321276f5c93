using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Events;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Engine;

/// <content>The end of the engine (jobs spec 19).</content>
internal sealed partial class JobEngine
{
    // The job whose end the others wait for, until the log has named it.
    private Job? _ending;

    /// <summary>No more jobs are made.</summary>
    public void Close()
    {
        JobLock.Held held = Enter();
        held.State.Close(held);
        held.Outbox.BeginEnd(held);
        Leave(held);
    }

    /// <inheritdoc cref="JobOutbox.Step"/>
    public long LookAtSinks()
    {
        JobLock.Held held = Enter();
        long step = held.Outbox.Step;
        Leave(held);
        return step;
    }

    /// <summary>Gives up the sink that is told since <see cref="LookAtSinks"/> had this number, and names it: the others are told of the rest.</summary>
    public void PassSink(long step)
    {
        JobLock.Held held = Enter();
        IJobEventSink? sink = held.Outbox.TryPass(held, step);
        Leave(held);
        if (sink is not null)
        {
            JobLog.SinkGivenUp(Logger, sink.GetType());
        }
    }

    /// <summary>As long as there are jobs: cancels the newest by force and waits for it; a concluded one is dismissed instead. Those of a lost store are the next owner's.</summary>
    public async ValueTask CancelAllAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        while (NewestOfOurs() is { } job)
        {
            Volatile.Write(ref _ending, job);
            await EndAsync(job, cancellationToken).ConfigureAwait(false);
            Task ended = EndOf(job);
            if (ended.IsCompleted)
            {
                continue;
            }

            try
            {
                await ended.WaitAsync(patience, Clock, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                LogTheSlow();
                await CancelTheRestAsync(cancellationToken).ConfigureAwait(false);
                await ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        Volatile.Write(ref _ending, null);
        await DeliverAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Names the job that the others wait for no longer, once; not one that has ended, and only isn't told yet.</summary>
    public void LogTheSlow()
    {
        if (Interlocked.Exchange(ref _ending, null) is { } job && !EndOf(job).IsCompleted)
        {
            JobLog.ShutdownIsSlow(Logger, job.Id);
        }
    }

    /// <summary>Cancels every job without a look at the others, and waits for it: hooks of one that don't end hold up that one.</summary>
    public async ValueTask CancelEachAsync(CancellationToken cancellationToken)
    {
        var ends = new List<Task>();
        foreach (Job job in Snapshot())
        {
            // Hooks may block, and there are more of them than the pool has threads.
            ends.Add((job.Driver?.Hooks ?? JobFlags.None) == JobFlags.None
                ? CancelOneAsync(job, cancellationToken)
                : Task.Factory.StartNew(() => CancelOneAsync(job, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap());
        }

        await Task.WhenAll(ends).ConfigureAwait(false);
        await DeliverAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CancelOneAsync(Job job, CancellationToken cancellationToken)
    {
        await EndAsync(job, cancellationToken).ConfigureAwait(false);
        await EndOf(job).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Completes when every job has concluded, or is left to the next owner of the store.</summary>
    public async ValueTask WaitForAllAsync(CancellationToken cancellationToken)
    {
        foreach (Job job in Snapshot())
        {
            await EndOf(job).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        await DeliverAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Names the jobs that haven't ended, and that nobody waits for any longer.</summary>
    public void LogThoseLeft()
    {
        foreach (Job job in Snapshot())
        {
            if (StateOf(job).Status is not (JobStatus.Concluded or JobStatus.Null))
            {
                JobLog.GivenUp(Logger, job.Id);
            }
        }
    }

    /// <summary>Completes when sinks have been told of everything up to now: a job is gone a moment before its driver's thread tells of it.</summary>
    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        JobLock.Held held = Enter();
        try
        {
            await LeaveAsync(held).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (QmpErrorException)
        {
            // Whatever isn't written is told to nobody.
        }
    }

    /// <summary>Completes when the job has concluded, or when nobody here will see it; never fails.</summary>
    private Task EndOf(Job job)
    {
        Task<JobResult> completion = CompletionOf(job);
        return completion.IsCompleted ? Task.CompletedTask : Task.WhenAny(completion);
    }

    /// <summary>Forced cancel, or dismissal; whatever somebody else did just before is as good.</summary>
    private async ValueTask EndAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            if (StateOf(job).Status == JobStatus.Concluded)
            {
                await VerbAsync(job, JobVerb.Dismiss, JobInputKind.Dismiss, null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await VerbAsync(job, JobVerb.Cancel, JobInput.Cancel(force: true), null, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (QmpErrorException)
        {
            // It came to its end meanwhile.
        }
    }

    private async ValueTask CancelTheRestAsync(CancellationToken cancellationToken)
    {
        foreach (Job job in Snapshot())
        {
            await EndAsync(job, cancellationToken).ConfigureAwait(false);
        }
    }

    private List<Job> Snapshot()
    {
        JobLock.Held held = Enter();
        var jobs = new List<Job>(held.Table.Count(held));
        for (Job? job = held.Table.Newest(held); job is not null; job = job.OlderIn(held))
        {
            jobs.Add(job);
        }

        Leave(held);
        return jobs;
    }

    /// <summary>The newest job that can be ended here: once the store is lost, those in it can't.</summary>
    private Job? NewestOfOurs()
    {
        JobLock.Held held = Enter();
        Job? job = held.Table.Newest(held);
        while (job is { Number: not 0 } && held.Journal?.IsOver(held) == true)
        {
            job = job.OlderIn(held);
        }

        Leave(held);
        return job;
    }
}
