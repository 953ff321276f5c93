using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace QapiGen.Dashboard.Jobs;

/// <summary>How many jobs there are. Not changed after they have been counted.</summary>
internal sealed class JobCounts
{
    /// <summary>Statuses that are told of, and characters of one: what a server calls them is up to it, and the summary is read aloud.</summary>
    private const int MaxStatuses = 16;
    private const int MaxNameLength = 40;

    private readonly SortedDictionary<string, int> _statuses = new(StringComparer.Ordinal);
    private int _all;
    private int _total;
    private int _failed;
    private bool _isPart;

    /// <summary>Counts the jobs of a list, and those that a filter accepts; null for all.</summary>
    public static JobCounts Of(IReadOnlyList<JobView> jobs, JobFilter? filter)
    {
        var counts = new JobCounts();
        for (int i = 0; i < jobs.Count; i++)
        {
            counts.Add(jobs[i].Status, jobs[i].Error is not null, filter?.Accepts(jobs[i]) != false);
        }

        return counts;
    }

    /// <summary>A number only: there are too many to look at each.</summary>
    public static JobCounts OfMany(int total) => new() { _all = total, _total = total, _isPart = true };

    /// <summary>Counts some together.</summary>
    public static JobCounts Sum(IEnumerable<JobCounts> all)
    {
        var sum = new JobCounts();
        foreach (JobCounts counts in all)
        {
            sum._all += counts._all;
            sum._total += counts._total;
            sum._isPart |= counts._isPart;
            sum._failed += counts._failed;
            foreach ((string status, int count) in counts._statuses)
            {
                sum._statuses[status] = sum._statuses.GetValueOrDefault(status) + count;
            }
        }

        return sum;
    }

    /// <summary>Writes it for the pages.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="isNarrow">Whether a filter left out some; of very many how many fit isn't known.</param>
    public void WriteTo(Utf8JsonWriter writer, bool isNarrow)
    {
        writer.WriteStartObject();
        if (isNarrow)
        {
            writer.WriteNumber("of", _all);
            if (_isPart)
            {
                writer.WriteStartObject("statuses");
                writer.WriteEndObject();
                writer.WriteEndObject();
                return;
            }
        }

        writer.WriteNumber("total", _total);
        writer.WriteNumber("failed", _failed);
        writer.WriteStartObject("statuses");
        KeyValuePair<string, int>[] told = [.. _statuses.Where(static status => status.Key.Length <= MaxNameLength).OrderByDescending(static status => status.Value).Take(MaxStatuses).OrderBy(static status => status.Key, StringComparer.Ordinal)];
        foreach ((string status, int count) in told)
        {
            writer.WriteNumber(status, count);
        }

        writer.WriteEndObject();
        if (_total - told.Sum(static status => status.Value) is > 0 and int others)
        {
            writer.WriteNumber("others", others);
        }

        writer.WriteEndObject();
    }

    /// <summary>Counts a job more.</summary>
    public void Add(string status, bool hasFailed, bool fits)
    {
        _all++;
        if (!fits)
        {
            return;
        }

        _total++;
        _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        _failed += hasFailed ? 1 : 0;
    }
}
