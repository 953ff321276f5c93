using System.Collections.Generic;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Jobs.Engine;

/// <content>From what a store has to jobs and groups; what can't be is set aside, and keeps nobody else from going on.</content>
internal sealed partial class JobEngine
{
    private void Load(StoredJob stored, JobLoading loading)
    {
        string? damage = StoredJobCheck.DamageOf(stored);
        JobGroup group = _over;
        bool isOver = damage is not null || stored.State.Status == JobStatus.Concluded;
        if (!isOver && !loading.Groups.TryGetValue(stored.Definition.Group, out group!))
        {
            loading.Groups.Add(stored.Definition.Group, group = new JobGroup(stored.Definition.Group));
        }

        JobLock.Held held = Enter();
        Job job;
        bool isNew;
        bool isUnfinished;
        try
        {
            job = new Job(held, this, stored, _drivers.NameOf(stored.Definition.Driver), group);
            isNew = held.Table.TryAdd(held, job);
            if (isNew && !isOver && !group.TryRejoin(held, job))
            {
                damage = "its index in its group is that of another job, too";
            }

            if (isNew && damage is not null)
            {
                job.Spoil(held, damage);
            }

            isUnfinished = !isOver || IsToBeDismissed(held, job);
        }
        catch
        {
            ExitAfterFault(held);
            throw;
        }

        Leave(held);
        if (!isNew)
        {
            JobLog.JobNotRead(Logger, stored.Definition.Id, "its id is taken");
            return;
        }

        if (damage is not null)
        {
            loading.DamagedGroups.Add(stored.Definition.Group);
            JobLog.JobNotRead(Logger, job.Id, QmpDiagnostics.OneLine(damage));
        }
        else if (isUnfinished)
        {
            loading.Unfinished.Add(job);
        }
    }

    private void TakeGroups(JobLock.Held held, JobStoreContent content, JobLoading loading)
    {
        foreach (StoredGroup kept in content.Groups)
        {
            if (!loading.Groups.TryGetValue(kept.Number, out JobGroup? group))
            {
                if (!loading.DamagedGroups.Contains(kept.Number))
                {
                    // Its last member went, and the host before its last word.
                    held.Journal!.Group(held, kept.Number, kept.State with { Phase = JobTransactionPhase.Closed, Live = 0 }, Clock.GetUtcNow());
                }
            }
            else if (DamageOf(held, kept, group) is { } damage)
            {
                loading.Groups.Remove(kept.Number);
                Spoil(held, group, damage);
            }
            else
            {
                group.Restore(held, kept.State);
                group.Keep(held);
            }
        }

        foreach (JobGroup group in loading.Groups.Values)
        {
            if (!group.IsKept(held))
            {
                group.Restore(held, StateOf(held, group));
            }
        }
    }

    private static string? DamageOf(JobLock.Held held, in StoredGroup kept, JobGroup group)
    {
        if (StoredJobCheck.DamageOf(kept, group.StateIn(held).Count) is { } damage)
        {
            return damage;
        }

        foreach (Job job in group.Members(held))
        {
            if (!JobTransactionCore.CanHave(kept.State, job.MemberIndex, job.StateIn(held)))
            {
                return $"its group is {StoredNames.Of(kept.State.Phase)}, and '{job.Id}' in it is {job.StateIn(held).Status.ToWire()}, which can't be";
            }
        }

        return null;
    }

    private void Spoil(JobLock.Held held, JobGroup group, string damage)
    {
        foreach (Job job in group.Members(held))
        {
            group.Leave(held, job);
            job.Spoil(held, damage);
            JobLog.JobNotRead(Logger, job.Id, QmpDiagnostics.OneLine(damage));
        }
    }

    /// <summary>Leaves the lock after a fault, if whoever met it hasn't.</summary>
    private static void ExitAfterFault(JobLock.Held held)
    {
        if (held.IsEntered)
        {
            held.Exit();
        }
    }

    /// <summary>The store couldn't be taken up: nothing of it is here, and nothing more is written.</summary>
    private void ForgetAll()
    {
        JobLock.Held held = Enter();
        held.State.Close(held);
        held.Journal?.End(held);
        while (held.Table.Newest(held) is { } job)
        {
            held.Table.Remove(held, job);
            job.Forsake(held);
        }

        Leave(held);
    }

    /// <summary>What has been read so far.</summary>
    private sealed class JobLoading
    {
        /// <summary>Groups with jobs that aren't over, by number.</summary>
        public Dictionary<long, JobGroup> Groups { get; } = [];

        /// <summary>Numbers of the groups of jobs that can't be understood: what is kept of them stays, too.</summary>
        public HashSet<long> DamagedGroups { get; } = [];

        /// <summary>How many of them were at work, or being taken up, when their host was lost.</summary>
        public int Losses { get; set; }

        /// <summary>Those that were being taken up when their host was lost: may be that one of them has ended it.</summary>
        public HashSet<Job> Suspects { get; } = [];

        /// <summary>Jobs with which something will happen.</summary>
        public List<Job> Unfinished { get; } = [];
    }
}
