using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Engine;

/// <content>How jobs come to be, and what is there (jobs spec 5 and 15).</content>
internal sealed partial class JobEngine
{
    private bool _isClosed;

    public async ValueTask<Job> CreateAsync(JobDriver driver, JobOptions options, JobGroup group)
    {
        Check(options);
        Telemetry.Look();
        Enter();
        Job job;
        try
        {
            job = Create(driver, options, group);
        }
        catch
        {
            if (Monitor.IsEntered(_gate))
            {
                Leave();
            }

            throw;
        }

        await LeaveAsync().ConfigureAwait(false);
        if (options.SpeedBytesPerSecond < 0)
        {
            // As in QEMU, where the speed is set once the job is made (jobs spec 5.2).
            await GiveUpAsync(job).ConfigureAwait(false);
            throw JobErrors.NegativeSpeed();
        }

        return job;
    }

    private Job Create(JobDriver driver, JobOptions options, JobGroup group)
    {
        if (_isClosed)
        {
            throw JobErrors.ShuttingDown();
        }

        var job = new Job(this, driver, options, group);
        if (!_table.TryAdd(job))
        {
            throw JobErrors.IdInUse(options.Id!);
        }

        try
        {
            group.Join(job);
        }
        catch
        {
            _table.Remove(job);
            throw;
        }

        Step(job, JobInputKind.Create);
        JobTelemetry.NoteCreator(job);
        return job;
    }

    private static void Check(JobOptions options)
    {
        if (options.IsInternal)
        {
            if (options.Id is not null)
            {
                throw JobErrors.IdNotAllowed();
            }
        }
        else if (options.Id is null)
        {
            throw JobErrors.IdNeeded();
        }
        else if (!JobId.IsWellFormed(options.Id))
        {
            throw JobErrors.InvalidId(options.Id);
        }
    }

    /// <summary>Takes a job back that was made just now and not started.</summary>
    public ValueTask GiveUpAsync(Job job)
    {
        Enter();
        bool autoFinalize = job.State.Has(JobFlags.AutoFinalize);
        JobStep step = Step(job, JobInputKind.GiveUp);
        if (step.Refusal != JobRefusal.None)
        {
            Leave();
            throw new InvalidOperationException("Only a job that was never started can be given up.");
        }

        var input = new JobTransactionInput(JobTransactionInputKind.GivenUp, job.MemberIndex, autoFinalize);
        if (!job.Group.TryEnterLane())
        {
            // Others are at their end; they go on with one member less.
            job.Group.Apply(input);
            return LeaveAsync();
        }

        JobDirective directive = Advance(job.Group, input);
        if (directive.Kind == JobDirectiveKind.None)
        {
            LeaveLane(job.Group);
            return LeaveAsync();
        }

        Leave();
        return FollowAsync(job.Group, directive);
    }

    /// <summary>Starts jobs, in one piece; those for which there is no place yet stand in line. One that has ended already is left alone.</summary>
    public ValueTask StartAsync(ReadOnlySpan<Job> jobs)
    {
        Enter();
        foreach (Job job in jobs)
        {
            if (job.State.Status == JobStatus.Created && !job.IsStartRequested)
            {
                job.IsStartRequested = true;
                if (_startLine.TryTake(job))
                {
                    Step(job, JobInputKind.Start);
                }
            }
        }

        return LeaveAsync();
    }

    public Job? Find(string id)
    {
        Enter();
        Job? job = _table.Find(id);
        Leave();
        return job;
    }

    public int Count
    {
        get
        {
            Enter();
            int count = _table.Count;
            Leave();
            return count;
        }
    }

    /// <summary>All jobs with an id, newest first.</summary>
    public List<JobInfo> Query() => Select(static job => job.Info());

    /// <inheritdoc cref="Query"/>
    public List<JobDescription> Describe() => Select(static job => job.Describe());

    private List<T> Select<T>(Func<Job, T> select)
    {
        Enter();
        var list = new List<T>(_table.NamedCount);
        for (Job? job = _table.Newest; job is not null; job = job.Older)
        {
            if (job.Id is not null)
            {
                list.Add(select(job));
            }
        }

        Leave();
        return list;
    }

    /// <summary>A job's state at one instant.</summary>
    public JobState StateOf(Job job)
    {
        Enter();
        JobState state = job.State;
        Leave();
        return state;
    }

    /// <summary>A task that completes when the job has concluded.</summary>
    public Task<JobResult> CompletionOf(Job job)
    {
        Enter();
        Task<JobResult> task = job.CompletionInLock();
        Leave();
        return task;
    }
}
