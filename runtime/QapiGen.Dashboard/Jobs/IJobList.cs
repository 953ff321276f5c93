using System.Collections.Generic;

namespace QapiGen.Dashboard.Jobs;

/// <summary>The jobs of a server, to be read page by page.</summary>
internal interface IJobList
{
    /// <summary>How many there are, and how many of them a filter accepts.</summary>
    JobCounts CountsOf(JobFilter filter);

    /// <summary>Reads a page of those that a filter accepts.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">Id of the job after which it begins; null for the newest.</param>
    /// <param name="into">Gets the jobs, at most as many as make it <see cref="JobFilter.Limit"/>.</param>
    /// <returns>Id of the job after which the next page begins; null if there is none. False if there is no job of the id <paramref name="after"/>. Null if it isn't known which jobs there are.</returns>
    (bool IsFound, string? Next)? Read(JobFilter filter, string? after, List<JobView> into);
}
