using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Engine;

internal sealed partial class JobEngine
{
    /// <summary>Jobs with an id, newest first, from after one of them on; costs as much as there are in the page, whatever there is besides.</summary>
    /// <returns>Null if there is no such job.</returns>
    public List<JobPageEntry>? DescribePage(string? after, int count)
    {
        JobLock.Held held = Enter();
        Job? job = held.Table.Newest(held);
        if (after is not null)
        {
            job = held.Table.Find(held, after);
            if (job is null)
            {
                Leave(held);
                return null;
            }

            job = job.OlderIn(held);
        }

        var page = new List<JobPageEntry>();
        for (; job is not null && page.Count < count; job = job.OlderIn(held))
        {
            if (job.Id is not null)
            {
                page.Add(new JobPageEntry(job.DescriptionIn(held), NameOfGroup(held, job.Group)));
            }
        }

        Leave(held);
        return page;
    }

    /// <summary>What the store has of a job beside its state; null if there is none, or no store.</summary>
    /// <exception cref="JobStoreException">The store can't read it, or is disposed of, with the manager.</exception>
    public async ValueTask<JobBodies?> ReadBodiesAsync(Job job, CancellationToken cancellationToken)
    {
        if (job.Number == 0)
        {
            return null;
        }

        try
        {
            return await Store!.ReadBodiesAsync(job.Number, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException cause)
        {
            throw new JobStoreException(JobStoreFault.Unavailable, "The store of the jobs is closed, with their host", cause);
        }
    }

    // A job alone is a group of one, and needs no name for it.
    private static string? NameOfGroup(JobLock.Held held, JobGroup group)
    {
        for (int i = 0; group.StateIn(held).Count > 1 && i < group.StateIn(held).Count; i++)
        {
            if (group.Member(held, i)?.Id is { } id)
            {
                return id;
            }
        }

        return null;
    }
}
