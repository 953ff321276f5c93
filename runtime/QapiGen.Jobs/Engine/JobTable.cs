using System;
using System.Collections.Generic;

namespace QapiGen.Jobs.Engine;

/// <summary>All jobs: by id, and newest first. Every operation is O(1).</summary>
internal sealed class JobTable
{
    private readonly Dictionary<string, Job> _byId = new(StringComparer.Ordinal);

    /// <summary>The newest job; the others follow by <see cref="Job.Older"/>.</summary>
    public Job? Newest { get; private set; }

    public int Count { get; private set; }

    public int NamedCount => _byId.Count;

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

        job.Link(held, newer: null, older: Newest);
        Newest?.Link(held, newer: job, Newest.Older);
        Newest = job;
        Count++;
        return true;
    }

    public void Remove(JobLock.Held held, Job job)
    {
        held.Check();
        if (job.Id is not null)
        {
            _byId.Remove(job.Id);
        }

        if (Newest == job)
        {
            Newest = job.Older;
        }

        job.Newer?.Link(held, job.Newer.Newer, job.Older);
        job.Older?.Link(held, job.Newer, job.Older.Older);
        job.Link(held, newer: null, older: null);
        Count--;
    }
}
