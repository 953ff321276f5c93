using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Dashboard.Jobs;

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">The rows, newest first.</param>
/// <param name="Next">Key after which the next page begins; null if there is none.</param>
internal sealed record JobPage(IReadOnlyList<JobView> Jobs, string? Next)
{
    /// <summary>Key of the job after which this page begins; empty for the first page.</summary>
    public string After { get; init; } = "";

    /// <summary>Servers of which it isn't known which jobs they have. A page that begins after a job of one of them stays where it is until that is known.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Cuts a page out of the lists of servers, one after the other.</summary>
    /// <param name="servers">The lists.</param>
    /// <param name="filter">Which jobs.</param>
    /// <param name="behind">What is known of the lists behind a full page; null to look each time.</param>
    public static JobPage Read(IReadOnlyList<(string Server, IJobList Jobs)> servers, JobFilter filter, JobsBehind? behind = null)
    {
        var rows = new List<JobView>();
        var unknown = new List<string>();
        (string? server, string? after) = JobView.SplitKey(filter.After) is { } place && servers.Any(known => known.Server == place.Server) ? place : (null, null);
        foreach ((string name, IJobList jobs) in servers)
        {
            if (server is not null && name != server)
            {
                continue;
            }

            if (rows.Count == filter.Limit)
            {
                if (behind?.HasNone(name, jobs, filter) ?? JobsBehind.HasNone(jobs, filter))
                {
                    continue;
                }

                return Make(rows[^1].Key);
            }

            if (jobs.Read(filter, server is null ? null : after, rows) is not (var isFound, var next))
            {
                unknown.Add(name);
                server = null;
                continue;
            }

            if (!isFound)
            {
                return filter.Seen is [var first, .. var others]
                    ? Read(servers, filter with { After = first, Seen = others }, behind)
                    : Read(servers, filter with { After = "" }, behind);
            }

            server = null;
            if (next is not null)
            {
                return Make(JobView.KeyOf(name, next));
            }
        }

        return Make(null);

        JobPage Make(string? next) => new(rows, next) { After = filter.After, Unknown = unknown };
    }
}
