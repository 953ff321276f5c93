using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Engine;

/// <content>Taking up what a store has (jobs spec 24).</content>
internal sealed partial class JobEngine
{
    // A store is disposed of by the manager that has opened it.
    private static readonly ConditionalWeakTable<IJobStore, JobEngine> s_owners = [];

    /// <summary>The group of all that had concluded: nothing will ever happen in it.</summary>
    private readonly JobGroup _over = new();

    private JobDriverRegistry _drivers = new();

    /// <summary>Whether another engine has opened, or begun to open, a store.</summary>
    public bool IsOfAnother(IJobStore store) => s_owners.TryGetValue(store, out JobEngine? owner) && owner != this;

    /// <summary>Opens a store, and takes up its jobs: returns when they are there; drivers that go on are made in the background.</summary>
    public async ValueTask OpenAsync(IJobStore store, JobDriverRegistry drivers, CancellationToken cancellationToken)
    {
        if (s_owners.GetValue(store, _ => this) != this)
        {
            throw new InvalidOperationException("The store is another JobManager's, and stays that one's: give each manager a store object of its own.");
        }

        JobStoreContent content = await store.OpenAsync($"{Environment.MachineName} {Environment.ProcessId}", cancellationToken).ConfigureAwait(false);
        _drivers = drivers;
        try
        {
            await TakeUpAsync(store, content, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            ForgetAll();
            throw;
        }
    }

    private async ValueTask TakeUpAsync(IJobStore store, JobStoreContent content, CancellationToken cancellationToken)
    {
        var loading = new JobLoading();
        await foreach (StoredJob stored in store.ReadJobsAsync(cancellationToken).ConfigureAwait(false))
        {
            Load(stored, loading);
        }

        var directives = new List<(JobGroup Group, JobDirective Directive)>();
        var waiting = new List<Job>();
        JobLock.Held held = Enter();
        try
        {
            Recover(held, store, content, loading, directives, waiting);
        }
        catch
        {
            ExitAfterFault(held);
            throw;
        }

        Leave(held);
        store.OwnershipLost.UnsafeRegister(static state => ((JobEngine)state!).StoreIsLost(ReasonOfLoss(((JobEngine)state).Store!)), this);
        WatchTrouble();
        JobStoreMetrics.Register(this);
        if (loading.Losses is > 0 and int losses)
        {
            JobStoreMetrics.Lost(losses);
        }

        if (directives.Count != 0 || waiting.Count != 0)
        {
            // Elsewhere: factories and hooks are the application's, and may take their time.
            ThreadPool.UnsafeQueueUserWorkItem(
                static begin => _ = begin.Engine.BeginAsync(begin.Directives, begin.Waiting, begin.Suspects),
                (Engine: this, Directives: directives, Waiting: waiting, loading.Suspects), preferLocal: false);
        }
    }

    /// <summary>Who may have ended the host before comes first, and alone: if it ends this one, too, no other has a loss by it.</summary>
    private async Task BeginAsync(List<(JobGroup Group, JobDirective Directive)> directives, List<Job> waiting, HashSet<Job> suspects)
    {
        HashSet<JobGroup> suspectGroups = [.. suspects.Select(static job => job.Group)];
        foreach ((JobGroup group, JobDirective directive) in directives.Where(next => suspectGroups.Contains(next.Group)))
        {
            await Task.Run(() => FollowAsync(group, directive).AsTask()).WaitAsync(s_patience, Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await TakeUpAsync(waiting.Where(suspects.Contains).Chunk(1)).ConfigureAwait(false);
        foreach ((JobGroup group, JobDirective directive) in directives)
        {
            if (!suspectGroups.Contains(group))
            {
                // Each elsewhere, since a hook may block its thread.
                ThreadPool.UnsafeQueueUserWorkItem(
                    static next => Forget(next.Engine.FollowAsync(next.Group, next.Directive)), (Engine: this, Group: group, Directive: directive), preferLocal: false);
            }
        }

        Job[] others = [.. waiting.Where(job => !suspects.Contains(job))];
        await TakeUpAsync(others.Chunk(others.Length > Few ? AtOnce : 1)).ConfigureAwait(false);
    }

    private void Recover(
        JobLock.Held held, IJobStore store, JobStoreContent content, JobLoading loading, List<(JobGroup Group, JobDirective Directive)> directives, List<Job> waiting)
    {
        Dictionary<long, JobGroup> groups = loading.Groups;
        held.Outbox.StartAt(held, content.LastTransition);
        held.Open(new JobJournal(this, store, content));
        List<Job> unfinished = TakeBack(held, loading.Unfinished);
        TakeGroups(held, content, loading);
        foreach (Job job in unfinished)
        {
            Lose(held, job, loading, wasHostLost: !content.WasClosed);
        }

        if (_heldBecause is not null)
        {
            // Whatever groups have to do next is for the owner that has drivers.
            return;
        }

        foreach (JobGroup group in groups.Values)
        {
            group.TryEnterLane(held);
            JobDirective directive = Recover(held, group);
            if (directive.Kind == JobDirectiveKind.None)
            {
                LeaveLane(held, group);
            }
            else
            {
                directives.Add((group, directive));
            }
        }

        foreach (Job job in unfinished)
        {
            if (IsToBeTakenUp(held, job))
            {
                waiting.Add(job);
            }
        }
    }

    /// <summary>What the members of a group say that nothing was kept of.</summary>
    private static JobTransactionState StateOf(JobLock.Held held, JobGroup group)
    {
        JobTransactionState state = group.StateIn(held);
        foreach (Job job in group.Members(held))
        {
            state = state with
            {
                Live = state.Live + 1,
                Ended = state.Ended + (job.StateIn(held).Status is JobStatus.Waiting or JobStatus.Pending ? 1 : 0),
                Manual = state.Manual + (job.StateIn(held).Has(JobFlags.AutoFinalize) ? 0 : 1),
            };
        }

        return state;
    }

    /// <summary>Concluded, and the host was gone before it dismissed the job.</summary>
    private static bool IsToBeDismissed(JobLock.Held held, Job job) =>
        job.StateIn(held).Status == JobStatus.Concluded && (job.StateIn(held).Has(JobFlags.AutoDismiss) || !job.StateIn(held).Has(JobFlags.Started));

    /// <summary>Members of scopes that nobody will start or leave any more are no jobs: their host is gone.</summary>
    /// <returns>The others.</returns>
    private List<Job> TakeBack(JobLock.Held held, List<Job> unfinished)
    {
        var open = new HashSet<JobGroup>();
        var begun = new HashSet<JobGroup>();
        foreach (Job job in unfinished)
        {
            (IsMadeOnly(held, job) ? open : begun).Add(job.Group);
        }

        // One of which a member was started by itself is whoever's who did that.
        open.ExceptWith(begun);
        if (open.Count == 0 || _heldBecause is not null)
        {
            // Held: for the owner that has drivers.
            return unfinished;
        }

        var others = new List<Job>(unfinished.Count);
        foreach (Job job in unfinished)
        {
            if (open.Contains(job.Group))
            {
                Step(held, job, JobInputKind.GiveUp);
            }
            else
            {
                others.Add(job);
            }
        }

        return others;
    }

    private static bool IsMadeOnly(JobLock.Held held, Job job) => job.MarksIn(held).IsProvisional && job.StateIn(held).Status == JobStatus.Created && !job.MarksIn(held).IsStartRequested;

    private void Lose(JobLock.Held held, Job job, JobLoading loading, bool wasHostLost)
    {
        JobState state = job.StateIn(held);
        if (IsToBeDismissed(held, job))
        {
            Step(held, job, JobInputKind.Dismiss);
            return;
        }

        bool isUnderWay = state.Has(JobFlags.Started) && !state.Has(JobFlags.Returned) && !state.IsCompleted;
        bool wasAtWork = isUnderWay && state.Status is JobStatus.Running or JobStatus.Ready;
        if (wasHostLost && (wasAtWork || job.MarksIn(held).IsTakenUp))
        {
            job.Lose(held, wasAtWork);
            loading.Losses++;
        }

        if (job.MarksIn(held).IsTakenUp || job.MarksIn(held).IsNextUp)
        {
            // A stop may have come in the midst of several; and a host that makes no drivers leaves the suspicion to the next.
            bool isSuspect = job.MarksIn(held).IsNextUp || wasHostLost;
            if (isSuspect)
            {
                loading.Suspects.Add(job);
            }

            job.SetTakeUp(held, isTakenUp: false, isNextUp: isSuspect && _heldBecause is not null);
            held.Journal!.Noted(held, job, JobInputKind.Lost, Clock.GetUtcNow());
        }

        if (!isUnderWay)
        {
            return;
        }

        JobStep step = Step(held, job, new JobInput(JobInputKind.Lost, Force: job.Group.StateIn(held).IsAborting));
        if ((step.Effects & JobEffects.Ended) == 0)
        {
            held.StartLine.Take(held);
        }
    }

    /// <summary>What a group has to do next. Its lane is taken.</summary>
    private JobDirective Recover(JobLock.Held held, JobGroup group)
    {
        var recovered = new JobTransactionInput(JobTransactionInputKind.Recovered);
        if (group.IsKept(held))
        {
            return Advance(held, group, recovered);
        }

        Job[] members = [.. group.Members(held)];
        foreach (Job job in members)
        {
            if (job.StateIn(held).Status == JobStatus.Aborting || (job.StateIn(held).IsForced && job.StateIn(held).IsCompleted))
            {
                return Advance(held, group, new JobTransactionInput(JobTransactionInputKind.Abort, job.MemberIndex));
            }
        }

        foreach (Job job in members)
        {
            JobDirective directive = job.StateIn(held).Has(JobFlags.Returned) ? End(held, job) : default;
            if (directive.Kind != JobDirectiveKind.None || group.StateIn(held).Phase != JobTransactionPhase.Open)
            {
                return directive;
            }
        }

        return Advance(held, group, recovered);
    }

    /// <summary>Whether a driver has to be made without being asked for. Who has been started and not begun gets a place, or stands in line.</summary>
    private static bool IsToBeTakenUp(JobLock.Held held, Job job)
    {
        JobState state = job.StateIn(held);
        if (state.Status == JobStatus.Created && job.MarksIn(held).IsStartRequested && !state.Has(JobFlags.Returned))
        {
            return job.MarksIn(held).HasPlace = held.StartLine.TryTake(held, job);
        }

        return state.Has(JobFlags.Lost) && !state.Has(JobFlags.UserPaused);
    }
}
