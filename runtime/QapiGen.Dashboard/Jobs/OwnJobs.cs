using System;
using System.Collections.Generic;
using QapiGen.Jobs;

namespace QapiGen.Dashboard.Jobs;

/// <summary>The jobs of a manager of this process: read page by page, never as a whole, however many there are.</summary>
internal sealed class OwnJobs(JobManager manager, JobBook book, TimeProvider time) : IJobList
{
    /// <summary>Jobs that are counted by status; more are only counted.</summary>
    private const int MaxCounted = 2000;

    /// <summary>Jobs that a filter is asked about for one page; then the next one begins.</summary>
    private const int MaxSearched = 20_000;

    private const int Chunk = 250;

    private static readonly TimeSpan s_countInterval = TimeSpan.FromMilliseconds(400);

    private Tuple<JobCounts, DateTimeOffset>? _counted;

    /// <inheritdoc/>
    public JobCounts CountsOf(JobFilter filter)
    {
        if (filter.IsNarrow)
        {
            return Count(filter);
        }

        DateTimeOffset now = time.GetUtcNow();
        if (_counted is not { } counted || counted.Item2 + s_countInterval < now)
        {
            // Several viewers may count at the same time; each count is right.
            _counted = counted = Tuple.Create(Count(filter), now);
        }

        return counted.Item1;
    }

    /// <inheritdoc/>
    public (bool IsFound, string? Next)? Read(JobFilter filter, string? after, List<JobView> into)
    {
        DateTimeOffset now = time.GetUtcNow();
        for (int searched = 0; ; searched += Chunk)
        {
            if (manager.DescribePage(after, Chunk) is not { } page)
            {
                return (searched > 0, null);
            }

            foreach (JobPageEntry entry in page)
            {
                // Only those that are shown are looked at each time: what is known of them isn't lost among the many others.
                JobEntry job = ToEntry(entry);
                if (filter.Accepts(job))
                {
                    if (into.Count == filter.Limit)
                    {
                        return (true, into[^1].Id);
                    }

                    into.Add(book.See(job, now));
                }

                after = job.Id;
            }

            if (page.Count < Chunk)
            {
                return (true, null);
            }

            if (searched >= MaxSearched)
            {
                return (true, after);
            }
        }
    }

    private JobCounts Count(JobFilter filter)
    {
        int total = manager.Count;
        if (total > MaxCounted)
        {
            return JobCounts.OfMany(total);
        }

        var counts = new JobCounts();
        IReadOnlyList<JobPageEntry> page = manager.DescribePage(null, MaxCounted) ?? [];
        foreach (JobPageEntry entry in page)
        {
            counts.Add(entry.Description.Status.ToWire(), entry.Description.Error is not null, filter.Accepts(ToEntry(entry)));
        }

        return counts;
    }

    private static JobEntry ToEntry(in JobPageEntry entry)
    {
        JobDescription job = entry.Description;
        return new JobEntry(job.Id, job.Type.Text, job.Status.ToWire(), job.Progress.Current, job.Progress.Total, job.Error, entry.Group, job.Created);
    }
}
