using System;
using System.Collections.Generic;

namespace QapiGen.Jobs.Engine;

/// <summary>All jobs: by id, and newest first. Every operation is O(1).</summary>
internal sealed class JobTable
{
    private readonly Dictionary<string, Job> _byId = new(StringComparer.Ordinal);
    private Job? _newest;
    private int _count;

    /// <summary>The newest job; the others follow by <see cref="Job.OlderIn"/>.</summary>
    public Job? Newest(JobLock.Held held)
    {
        held.Check();
        return _newest;
    }

    public int Count(JobLock.Held held)
    {
        held.Check();
        return _count;
    }

    public int NamedCount(JobLock.Held held)
    {
        held.Check();
        return _byId.Count;
    }

    public Job? Find(JobLock.Held held, string id)
    {
        held.Check();
        return _byId.GetValueOrDefault(id);
    }

    /// <returns>False if the id is taken.</returns>
    public bool TryAdd(JobLock.Held held, Job job)
    {
        held.Check();
        if (job.Id is not null && !_byId.TryAdd(job.Id, job))
        {
            return false;
        }

        job.Link(held, newer: null, older: _newest);
        _newest?.Link(held, newer: job, _newest.OlderIn(held));
        _newest = job;
        _count++;
        return true;
    }

    public void Remove(JobLock.Held held, Job job)
    {
        held.Check();
        if (job.Id is not null)
        {
            _byId.Remove(job.Id);
        }

        (Job? newer, Job? older) = (job.NewerIn(held), job.OlderIn(held));
        if (_newest == job)
        {
            _newest = older;
        }

        newer?.Link(held, newer.NewerIn(held), older);
        older?.Link(held, newer, older.OlderIn(held));
        job.Link(held, newer: null, older: null);
        _count--;
    }
}
