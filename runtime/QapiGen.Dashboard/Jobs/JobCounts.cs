using System;
using System.Collections.Generic;
using System.Text.Json;

namespace QapiGen.Dashboard.Jobs;

/// <summary>How many jobs there are. Not changed after they have been counted.</summary>
internal sealed class JobCounts
{
    private readonly SortedDictionary<string, int> _statuses = new(StringComparer.Ordinal);
    private int _total;
    private int _failed;

    /// <summary>Counts the jobs of a list.</summary>
    public static JobCounts Of(IReadOnlyList<JobView> jobs)
    {
        var counts = new JobCounts();
        for (int i = 0; i < jobs.Count; i++)
        {
            counts.Add(jobs[i].Status, jobs[i].Error is not null);
        }

        return counts;
    }

    /// <summary>A number only: there are too many to look at each.</summary>
    public static JobCounts OfMany(int total) => new() { _total = total };

    /// <summary>Counts some together.</summary>
    public static JobCounts Sum(IEnumerable<JobCounts> all)
    {
        var sum = new JobCounts();
        foreach (JobCounts counts in all)
        {
            sum._total += counts._total;
            sum._failed += counts._failed;
            foreach ((string status, int count) in counts._statuses)
            {
                sum._statuses[status] = sum._statuses.GetValueOrDefault(status) + count;
            }
        }

        return sum;
    }

    /// <summary>Writes it for the pages.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("total", _total);
        writer.WriteNumber("failed", _failed);
        writer.WriteStartObject("statuses");
        foreach ((string status, int count) in _statuses)
        {
            writer.WriteNumber(status, count);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Counts a job more.</summary>
    public void Add(string status, bool hasFailed)
    {
        _total++;
        _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        _failed += hasFailed ? 1 : 0;
    }
}
