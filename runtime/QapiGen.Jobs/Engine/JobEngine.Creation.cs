using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Engine;

/// <content>How jobs come to be, and what is there (jobs spec 5 and 15).</content>
internal sealed partial class JobEngine
{
    private bool _isClosed;

    /// <summary>Makes a job, and starts it if it is to be started at once.</summary>
    public async ValueTask<Job> CreateAsync(JobDriver driver, JobOptions options, JobGroup group, JobOrigin origin, bool starts)
    {
        Check(options);
        Telemetry.Look();
        starts &= options.SpeedBytesPerSecond >= 0;
        Enter();
        Job? job;
        try
        {
            job = FindToAttach(options, origin) ?? Create(driver, options, group, origin);
            if (starts && _journal is not null)
            {
                // At once, so that there is one wait for the store and no host that finds it made only.
                StartInLock(job);
            }
        }
        catch (Runtime.Messages.QmpErrorException refusal)
        {
            await FailAsync(refusal).ConfigureAwait(false);
            throw;
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

        if (starts && _journal is null)
        {
            await StartAsync([job]).ConfigureAwait(false);
        }

        return job;
    }

    private Job? FindToAttach(JobOptions options, in JobOrigin origin) =>
        options is { IfExists: JobIfExists.Attach, Id: { } id } && origin.Driver is not null && _table.Find(id) is { } job && job.DriverName == origin.Driver
            ? job
            : null;

    private Job Create(JobDriver driver, JobOptions options, JobGroup group, in JobOrigin origin)
    {
        if (_isClosed)
        {
            throw EndError();
        }

        if (_journal is null && HasStore)
        {
            throw JobErrors.NotOpen();
        }

        var job = new Job(this, driver, options, group, origin);
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

        if (_journal is not null && job.Id is not null)
        {
            Define(job, origin.Arguments);
        }

        Step(job, JobInputKind.Create);
        JobTelemetry.NoteCreator(job);
        _definition = null;
        return job;
    }

    /// <summary>Gives a job its number, and the journal what it begins with.</summary>
    private void Define(Job job, ReadOnlyMemory<byte> arguments)
    {
        job.Number = _journal!.NextJob();
        if (job.Group.Number == 0)
        {
            job.Group.Number = job.Number;
        }

        _definition = new JobDefinition(job.Id!, job.Type.Text, job.DriverName, arguments, job.Group.Number, job.MemberIndex, job.IsBlocking);
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
            Apply(job.Group, input);
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
            StartInLock(job);
        }

        return LeaveAsync();
    }

    private void StartInLock(Job job)
    {
        if (job.State.Status != JobStatus.Created || job.IsStartRequested)
        {
            return;
        }

        job.IsStartRequested = true;
        bool hasPlace = _startLine.TryTake(job);
        if (hasPlace && job.Driver is not null)
        {
            Step(job, JobInputKind.Start);
            return;
        }

        if (job.Number != 0 && _journal is { IsOver: false })
        {
            // It waits for its place, or for its driver; so that the next host knows.
            _journal.Noted(job, JobInputKind.Start, Clock.GetUtcNow());
        }

        if (hasPlace)
        {
            WaitForDriver(job);
        }
    }

    private void WaitForDriver(Job job)
    {
        job.HasPlace = true;
        ThreadPool.UnsafeQueueUserWorkItem(static start => start.Engine.AdoptAsync(start.Job), (Engine: this, Job: job), preferLocal: false);
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
        Task<JobResult> task = job.CompletionInLock(_journal);
        Leave();
        return task;
    }
}
