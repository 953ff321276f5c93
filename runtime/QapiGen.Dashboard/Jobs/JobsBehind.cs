using System;
using System.Collections.Generic;

namespace QapiGen.Dashboard.Jobs;

/// <summary>Whether lists behind a full page have jobs that a viewer wants to see. Remembered for a while: a search of very many jobs for the sake of a button isn't worth it ten times a second.</summary>
internal sealed class JobsBehind(TimeProvider time)
{
    /// <summary>How long an answer is remembered.</summary>
    public static readonly TimeSpan While = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, (bool HasNone, long Looked)> _known = new(StringComparer.Ordinal);

    /// <summary>Whether an answer was remembered, since this was set to false.</summary>
    public bool IsRemembered { get; set; }

    /// <summary>Whether a server has no job that the filter accepts, as it was a moment ago.</summary>
    public bool HasNone(string server, IJobList jobs, JobFilter filter)
    {
        if (!_known.TryGetValue(server, out (bool HasNone, long Looked) known) || time.GetElapsedTime(known.Looked) >= While)
        {
            _known[server] = known = (HasNone(jobs, filter), time.GetTimestamp());
        }
        else
        {
            IsRemembered = true;
        }

        return known.HasNone;
    }

    /// <summary>Whether a list has no job that the filter accepts.</summary>
    public static bool HasNone(IJobList jobs, JobFilter filter)
    {
        // A list that is searched in parts may have some in a later one.
        var first = new List<JobView>();
        return jobs.Read(filter with { Limit = 1 }, null, first)?.Next is null && first.Count == 0;
    }
}
