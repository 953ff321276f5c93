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
    /// <summary>Makes a job, and starts it if it is to be started at once.</summary>
    public async ValueTask<Job> CreateAsync(JobDriver driver, JobOptions options, JobGroup group, JobOrigin origin, bool starts, StoredNote? note = null)
    {
        Check(options);
        Telemetry.Look();
        starts &= options.SpeedBytesPerSecond >= 0;
        await MakeAsync(driver, options, group, origin, starts, note, out Job job).ConfigureAwait(false);
        if (options.SpeedBytesPerSecond < 0)
        {
            // As in QEMU, where the speed is set once the job is made (jobs spec 5.2).
            await GiveUpAsync(job).ConfigureAwait(false);
            throw JobErrors.NegativeSpeed();
        }

        if (starts && !HasStore)
        {
            await StartAsync([job]).ConfigureAwait(false);
        }

        return job;
    }

    private ValueTask MakeAsync(JobDriver driver, JobOptions options, JobGroup group, in JobOrigin origin, bool starts, StoredNote? note, out Job job)
    {
        JobLock.Held held = Enter();
        try
        {
            held.Journal?.Attach(held, note);
            held.Journal?.BeginPiece(held);
            job = FindToAttach(held, options, origin) ?? Create(held, driver, options, group, origin);
            if (starts && held.Journal is not null)
            {
                // At once, so that there is one wait for the store and no host that finds it made only.
                StartInLock(held, job);
            }

            held.Journal?.Settle(held, Clock);
            held.Journal?.EndPiece(held);
        }
        catch (Exception fault)
        {
            job = null!;
            return BreakPieceAsync(held, fault);
        }

        return LeaveAsync(held);
    }

    /// <summary>Makes the jobs of a group and starts them, in one piece: all of them are there, or none. Without a store, too.</summary>
    public ValueTask StartGroupAsync(IReadOnlyList<JobMember> members, StoredNote? note)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (JobMember member in members)
        {
            Check(member.Options);
            if (member.Options.SpeedBytesPerSecond < 0)
            {
                throw JobErrors.NegativeSpeed();
            }

            if (!ids.Add(member.Options.Id!))
            {
                throw JobErrors.IdInUse(member.Options.Id!);
            }
        }

        Telemetry.Look();
        JobLock.Held held = Enter();
        try
        {
            foreach (string id in ids)
            {
                // Before the first is made: so none has to be taken back.
                if (held.Table.Find(held, id) is not null)
                {
                    throw JobErrors.IdInUse(id);
                }
            }

            held.Journal?.Attach(held, note);
            held.Journal?.BeginPiece(held);
            var group = new JobGroup();
            var jobs = new List<Job>(members.Count);
            foreach (JobMember member in members)
            {
                jobs.Add(Create(held, member.Driver, member.Options, group, member.Origin));
            }

            foreach (Job job in jobs)
            {
                StartInLock(held, job);
            }

            held.Journal?.EndPiece(held);
        }
        catch (Exception fault)
        {
            return BreakPieceAsync(held, fault);
        }

        return LeaveAsync(held);
    }

    /// <summary>Ends with a fault within a piece, of which nothing stays.</summary>
    private ValueTask BreakPieceAsync(JobLock.Held held, Exception fault)
    {
        if (held.IsEntered)
        {
            held.Journal?.BreakPiece(held);
            if (fault is Runtime.Messages.QmpErrorException)
            {
                return FailAsync(held, fault);
            }

            Leave(held);
        }

        return ValueTask.FromException(fault);
    }

    private static Job? FindToAttach(JobLock.Held held, JobOptions options, in JobOrigin origin) =>
        options is { IfExists: JobIfExists.Attach, Id: { } id } && origin.Driver is not null && held.Table.Find(held, id) is { } job && job.DriverName == origin.Driver
            ? job
            : null;

    private Job Create(JobLock.Held held, JobDriver driver, JobOptions options, JobGroup group, in JobOrigin origin)
    {
        if (held.State.IsClosed)
        {
            throw EndError();
        }

        if (held.Journal is null && HasStore)
        {
            throw JobErrors.NotOpen();
        }

        var job = new Job(this, driver, options, group, origin);
        if (!held.Table.TryAdd(held, job))
        {
            throw JobErrors.IdInUse(options.Id!);
        }

        try
        {
            group.Join(held, job);
        }
        catch
        {
            held.Table.Remove(held, job);
            throw;
        }

        JobDefinition? definition = held.Journal is not null && job.Id is not null ? Define(held, job, origin.Arguments) : null;
        Step(held, job, JobInputKind.Create, definition);
        JobTelemetry.NoteCreator(job);
        return job;
    }

    /// <summary>Gives a job its number, and the journal what it begins with.</summary>
    private static JobDefinition Define(JobLock.Held held, Job job, ReadOnlyMemory<byte> arguments)
    {
        job.Define(held, held.Journal!.NextJob(held));
        job.Group.NumberBy(held, job);
        return new JobDefinition(job.Id!, job.Type.Text, job.DriverName, arguments, job.Group.NumberIn(held), job.MemberIndex, job.IsBlocking);
    }

    private void Check(JobOptions options)
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
        else if (HasStore && options.Id.Length > StoredText.MaxIdLength)
        {
            // One that the store couldn't write would keep all other jobs from being written.
            throw JobErrors.IdTooLong();
        }
    }

    /// <summary>Takes a job back that was made just now and not started.</summary>
    public ValueTask GiveUpAsync(Job job)
    {
        JobLock.Held held = Enter();
        bool autoFinalize = job.StateIn(held).Has(JobFlags.AutoFinalize);
        JobStep step = Step(held, job, JobInputKind.GiveUp);
        if (step.Refusal != JobRefusal.None)
        {
            Leave(held);
            throw new InvalidOperationException("Only a job that was never started can be given up.");
        }

        var input = new JobTransactionInput(JobTransactionInputKind.GivenUp, job.MemberIndex, autoFinalize);
        if (!job.Group.TryEnterLane(held))
        {
            // Others are at their end; they go on with one member less.
            Apply(held, job.Group, input);
            return LeaveAsync(held);
        }

        JobDirective directive = Advance(held, job.Group, input);
        if (directive.Kind == JobDirectiveKind.None)
        {
            LeaveLane(held, job.Group);
            return LeaveAsync(held);
        }

        Leave(held);
        return FollowAsync(job.Group, directive);
    }

    /// <summary>Starts jobs, in one piece; those for which there is no place yet stand in line. One that has ended already is left alone.</summary>
    public ValueTask StartAsync(ReadOnlySpan<Job> jobs)
    {
        JobLock.Held held = Enter();
        held.Journal?.BeginPiece(held);
        try
        {
            foreach (Job job in jobs)
            {
                StartInLock(held, job);
            }
        }
        finally
        {
            if (held.IsEntered)
            {
                held.Journal?.EndPiece(held);
            }
        }

        return LeaveAsync(held);
    }

    private void StartInLock(JobLock.Held held, Job job)
    {
        if (job.StateIn(held).Status != JobStatus.Created || job.MarksIn(held).IsStartRequested)
        {
            return;
        }

        job.RequestStart(held);
        bool hasPlace = held.StartLine.TryTake(held, job);
        if (hasPlace && job.Driver is not null)
        {
            Step(held, job, JobInputKind.Start);
            return;
        }

        if (job.Number != 0 && held.OpenJournal is { } journal)
        {
            // It waits for its place, or for its driver; so that the next host knows.
            journal.Noted(held, job, JobInputKind.Start, Clock.GetUtcNow());
        }

        if (hasPlace)
        {
            WaitForDriver(held, job);
        }
    }

    private void WaitForDriver(JobLock.Held held, Job job)
    {
        job.MarksIn(held).HasPlace = true;
        ThreadPool.UnsafeQueueUserWorkItem(static start => start.Engine.AdoptAsync(start.Job), (Engine: this, Job: job), preferLocal: false);
    }

    public Job? Find(string id)
    {
        JobLock.Held held = Enter();
        Job? job = held.Table.Find(held, id);
        Leave(held);
        return job;
    }

    public int Count
    {
        get
        {
            JobLock.Held held = Enter();
            int count = held.Table.Count(held);
            Leave(held);
            return count;
        }
    }

    /// <summary>All jobs with an id, newest first.</summary>
    public List<JobInfo> Query() => Select(static (held, job) => job.InfoIn(held));

    /// <inheritdoc cref="Query"/>
    public List<JobDescription> Describe() => Select(static (held, job) => job.DescriptionIn(held));

    private List<T> Select<T>(Func<JobLock.Held, Job, T> select)
    {
        JobLock.Held held = Enter();
        var list = new List<T>(held.Table.NamedCount(held));
        for (Job? job = held.Table.Newest(held); job is not null; job = job.OlderIn(held))
        {
            if (job.Id is not null)
            {
                list.Add(select(held, job));
            }
        }

        Leave(held);
        return list;
    }

    /// <summary>A job's state at one instant.</summary>
    public JobState StateOf(Job job)
    {
        JobLock.Held held = Enter();
        JobState state = job.StateIn(held);
        Leave(held);
        return state;
    }

    /// <summary>A task that completes when the job has concluded.</summary>
    public Task<JobResult> CompletionOf(Job job)
    {
        JobLock.Held held = Enter();
        Task<JobResult> task = job.CompletionIn(held);
        Leave(held);
        return task;
    }
}
