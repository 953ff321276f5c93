using System.Collections.Generic;

namespace QapiGen.Dashboard.Jobs;

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">The rows, newest first.</param>
/// <param name="Next">Key after which the next page begins; null if there is none.</param>
internal sealed record JobPage(IReadOnlyList<JobView> Jobs, string? Next)
{
    /// <summary>Cuts a page out of the lists of servers, one after the other.</summary>
    public static JobPage Read(IReadOnlyList<IReadOnlyList<JobView>> lists, JobFilter filter)
    {
        var rows = new List<JobView>(filter.Limit);
        bool isBefore = filter.After.Length > 0;
        foreach (IReadOnlyList<JobView> list in lists)
        {
            for (int i = 0; i < list.Count; i++)
            {
                JobView job = list[i];
                if (isBefore)
                {
                    isBefore = job.Key != filter.After;
                }
                else if (filter.Accepts(job))
                {
                    if (rows.Count == filter.Limit)
                    {
                        return new JobPage(rows, rows[^1].Key);
                    }

                    rows.Add(job);
                }
            }
        }

        // The job that the page began after is gone: begin again, rather than show nothing.
        return isBefore ? Read(lists, filter with { After = "" }) : new JobPage(rows, null);
    }
}
