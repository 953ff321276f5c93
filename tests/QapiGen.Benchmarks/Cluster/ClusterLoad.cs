using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Load;

namespace QapiGen.Benchmarks.Cluster;

/// <summary>Pauses and resumes jobs, each by a caller of its own, and takes the time of each command until it is answered: when what it did is durable.</summary>
internal static class ClusterLoad
{
    /// <summary>Runs one round.</summary>
    /// <param name="jobs">The jobs, and the node that is asked for each.</param>
    /// <param name="duration">How long new commands begin.</param>
    /// <param name="nodes">Whose processor time counts.</param>
    public static async Task<LoadResult> RunAsync(IReadOnlyCollection<(string Id, ClusterNode Asked)> jobs, TimeSpan duration, IReadOnlyCollection<ClusterNode> nodes)
    {
        TimeSpan before = Processor(nodes);
        var clock = Stopwatch.StartNew();
        List<double>[] latencies = await Task.WhenAll(jobs.Select(job => Task.Run(() => SteerAsync(job.Asked, job.Id, clock, duration))));
        var result = new LoadResult(jobs.Count, [.. latencies.SelectMany(static list => list)], clock.Elapsed);
        result.Charge(Processor(nodes) - before);
        return result;
    }

    private static TimeSpan Processor(IEnumerable<ClusterNode> nodes) => TimeSpan.FromTicks(nodes.Sum(static node => node.ProcessorTime.Ticks));

    private static async Task<List<double>> SteerAsync(ClusterNode node, string id, Stopwatch clock, TimeSpan duration)
    {
        List<double> latencies = [];
        JsonElement arguments = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["id"] = id });
        while (clock.Elapsed < duration)
        {
            // Ends with a job that runs.
            foreach (string command in (string[])["job-pause", "job-resume"])
            {
                long start = Stopwatch.GetTimestamp();
                await node.Client.ExecuteAsync(command, arguments);
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        }

        return latencies;
    }
}
