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

    public Job? Find(string id) => _byId.GetValueOrDefault(id);

    /// <returns>False if the id is taken.</returns>
    public bool TryAdd(Job job)
    {
        if (job.Id is not null && !_byId.TryAdd(job.Id, job))
        {
            return false;
        }

        job.Older = Newest;
        Newest?.Newer = job;
        Newest = job;
        Count++;
        return true;
    }

    public void Remove(Job job)
    {
        if (job.Id is not null)
        {
            _byId.Remove(job.Id);
        }

        if (Newest == job)
        {
            Newest = job.Older;
        }

        job.Newer?.Older = job.Older;
        job.Older?.Newer = job.Newer;
        job.Newer = null;
        job.Older = null;
        Count--;
    }
}
