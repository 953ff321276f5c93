using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Engine;

/// <summary>Hosts the core for many jobs and threads: one lock around every step, and no code of anybody else's under it.</summary>
/// <remarks>
/// Within a transaction, whatever may call hooks goes one by one, in the lane of its group; what can't (pause points, wake-ups) needs the lock only.
/// So verbs and completions are atomic with respect to each other (jobs spec 18), and a hook that blocks holds up its own transaction alone.
/// </remarks>
internal sealed partial class JobEngine
{
    private readonly JobLock _lock;
    private readonly WireEnum _types;

    public JobEngine(JobManagerOptions options)
    {
        Logger = SafeLogger.For(options.Logger);
        DriverClock = options.TimeProvider;
        Clock = SafeClock.For(options.TimeProvider, Logger);
        HasStore = options.Store is not null;
        _heldBecause = options.HeldBecause;
        _pace = options.TakeUpPace ?? new JobTakeUpPace(Clock);
        Dispatcher = options.Dispatcher ?? RunDispatcher.For(options.Scheduler);
        _types = options.JobTypes;
        HasOwnTypes = _types != JobTypeCodec.Table;
        Telemetry = new JobTelemetry(Logger, Clock);
        _lock = new JobLock(options, Dispatcher, Logger, Telemetry);
        JobMetrics.Register(this);
    }

    /// <summary>Whether jobs are to be kept; nothing is made before the store is open.</summary>
    public bool HasStore { get; }

    /// <summary>The clock; doesn't fail.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The clock as the application has given it.</summary>
    public TimeProvider DriverClock { get; }

    public ILogger Logger { get; }

    public RunDispatcher Dispatcher { get; }

    /// <summary>Whether job types are other than QEMU's.</summary>
    public bool HasOwnTypes { get; }

    /// <summary>The types that jobs can be of.</summary>
    public WireEnum Types => _types;

    /// <summary>The number of a job type.</summary>
    /// <exception cref="Runtime.Messages.QmpErrorException">It isn't one of this manager's.</exception>
    public int TypeOf(JobTypeName name) => _types.TryParse(name.Text, out int type) ? type : throw JobErrors.UnknownType(name.Text, _types);

    /// <summary>The number of a type that a store has; one that this manager doesn't have keeps its name.</summary>
    public int TypeOfStored(JobLock.Held held, string name) => _types.TryParse(name, out int type) ? type : -1 - held.State.PlaceOfType(held, name);

    /// <summary>The name of a job type.</summary>
    public JobTypeName NameOfType(int type) => type < 0 ? _lock.OtherTypes[-1 - type] : _types.GetText(type);

    /// <summary>Begins a look at shared state; end it with <see cref="Leave(JobLock.Held)"/>.</summary>
    private JobLock.Held Enter() => _lock.Take();

    /// <summary>Ends it: lets drivers go and delivers events, without the lock.</summary>
    /// <returns>What to wait for before a command is answered; null if everything is durable and delivered.</returns>
    private JobTicket? Leave(JobLock.Held held, bool mustWait)
    {
        (JobRun? go, JobTicket? granted) = held.Releases.Take(held);
        JobOutbox outbox = held.Outbox;
        JobJournal? journal = held.Journal;
        bool delivers = outbox.TryBegin(held);
        JobTicket? ticket = !mustWait ? null : journal?.IsBehind(held) == true ? WaitForStore(held, journal) : delivers ? null : outbox.WaitForDelivery(held);
        bool watches = journal is not null && journal.TryBeginWatch(held);
        held.Exit();
        if (watches)
        {
            journal!.Watch();
        }

        while (go is not null)
        {
            JobRun next = go;
            go = next.NextToGo;
            next.NextToGo = null;
            next.Go(Dispatcher);
        }

        for (; granted is not null; granted = granted.Next)
        {
            granted.Publish();
        }

        if (delivers)
        {
            outbox.Deliver();
        }

        return ticket;
    }

    /// <summary>Ends a look that nobody waits for.</summary>
    private void Leave(JobLock.Held held) => Leave(held, mustWait: false);

    /// <summary>Ends a look that a command waits for: completes when everything up to now is durable and delivered.</summary>
    /// <exception cref="Runtime.Messages.QmpErrorException">It never will be: the store is lost, or closed.</exception>
    private ValueTask LeaveAsync(JobLock.Held held)
    {
        JobTicket? ticket = Leave(held, mustWait: true);
        return ticket is null ? default : WaitAsync(ticket);

        async ValueTask WaitAsync(JobTicket ticket)
        {
            if (!await ticket)
            {
                throw EndError();
            }
        }
    }

    /// <summary>The one place where a job's state is replaced; announces the change.</summary>
    private JobStep Replace(JobLock.Held held, Job job, in JobInput input, JobDefinition? definition = null)
    {
        try
        {
            JobStep step = JobCore.Apply(job.StateIn(held), input);
            bool isMove = (step.Effects & JobEffects.StatusChanged) != 0 && job.Id is not null;
            if (job.Number != 0)
            {
                Keep(held, job, step.State, input.Kind, definition, isMove);
            }
            else if (isMove)
            {
                held.Outbox.Add(held, job, job.StateIn(held).Status, step.State, Clock);
            }

            job.Enter(held, step.State);
            return step;
        }
        catch
        {
            // A fault of ours, or no memory: let it be seen by its caller, and not by everybody as a lock that is never left.
            held.Journal?.Detach(held);
            held.Exit();
            throw;
        }
    }

    /// <summary>Applies an input, and carries out all effects that need no code of the driver and no transaction.</summary>
    private JobStep Step(JobLock.Held held, Job job, in JobInput input, JobDefinition? definition = null)
    {
        JobStep step = Replace(held, job, input, definition);
        JobEffects effects = step.Effects;
        if ((effects & JobEffects.SignalForced) != 0)
        {
            job.Run?.SignalForced(held);
        }

        if ((effects & JobEffects.Launch) != 0)
        {
            Launch(held, job);
        }

        if ((effects & JobEffects.Continue) != 0)
        {
            LetGo(held, job.RunOf(held));
        }

        if ((effects & JobEffects.Concluded) != 0)
        {
            job.Group.Leave(held, job);
            if (job.Number != 0 && held.Journal?.IsBehind(held) == true)
            {
                held.Journal.Hold(held, job);
            }
            else
            {
                job.Conclude(held);
            }
        }

        if ((effects & JobEffects.Remove) != 0)
        {
            held.Table.Remove(held, job);
        }

        if ((effects & JobEffects.Dismiss) != 0)
        {
            Step(held, job, JobInputKind.Dismiss);
        }

        return step;
    }

    private static void LeaveLane(JobLock.Held held, JobGroup group)
    {
        if (group.LeaveLane(held) is { } ticket)
        {
            held.Releases.Add(held, ticket);
        }
    }

    private void Launch(JobLock.Held held, Job job)
    {
        if (job.StateIn(held).Has(JobFlags.HasPauseHooks))
        {
            LetGo(held, job.RunOf(held));
        }
        else
        {
            Step(held, job, JobInputKind.PausePoint);
        }
    }

    private static void LetGo(JobLock.Held held, JobRun run)
    {
        if (!run.IsLaunched && run.Job.Number != 0 && held.Journal?.IsBehind(held) == true)
        {
            held.Journal.Hold(held, run);
        }
        else
        {
            held.Releases.Add(held, run);
        }
    }

    public void Attach(IJobEventSink sink)
    {
        JobLock.Held held = Enter();
        held.Outbox.Attach(held, sink);
        Leave(held);
    }

    public void Detach(IJobEventSink sink)
    {
        JobLock.Held held = Enter();
        held.Outbox.Detach(held, sink);
        Leave(held);
    }
}
