using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Load;
using QapiGen.Benchmarks.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using Spectre.Console;

namespace QapiGen.Benchmarks.Cluster;

/// <summary>The verb <c>cluster</c>: jobs on one to three nodes, as processes over one PostgreSQL, beside a host by itself over the same.</summary>
internal static class ClusterCommand
{
    private const string Alone = "a host by itself";

    private static readonly string[] s_names = ["a", "b", "c"];

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var connection = new Argument<string>("connection") { Description = "Connection string of a PostgreSQL database without tables of jobs (Host=...;Database=...)." };
        var inFlight = new Option<int[]>("--in-flight") { Description = "Jobs that are steered at once.", DefaultValueFactory = static _ => [1, 32], AllowMultipleArgumentsPerToken = true };
        var rounds = new Option<int>("--rounds") { Description = "Counted rounds; one more is run first.", DefaultValueFactory = static _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "Length of a round.", DefaultValueFactory = static _ => 2 };
        var jobs = new Option<int>("--jobs") { Description = "Jobs that are listed.", DefaultValueFactory = static _ => 100_000 };
        var losses = new Option<int>("--losses") { Description = "Nodes that are killed, and that are told to end; 0 for none.", DefaultValueFactory = static _ => 3 };
        var command = new Command("cluster", "Jobs on several nodes: commands through the node that has the job and another one, losses, lists.") { connection, inFlight, rounds, seconds, jobs, losses };
        command.SetAction(async (result, cancellationToken) =>
        {
            string folder = Directory.CreateTempSubdirectory("qapigen-cluster-").FullName;
            var run = new ClusterRun(folder, result.GetRequiredValue(connection));
            try
            {
                await SteerAsync(run, result.GetRequiredValue(inFlight), result.GetValue(rounds), TimeSpan.FromSeconds(result.GetValue(seconds)), cancellationToken);
                if (result.GetValue(losses) is > 0 and int count)
                {
                    await LoseAsync(run, count, cancellationToken);
                }

                await ListAsync(run, result.GetValue(jobs), result.GetValue(rounds), cancellationToken);
            }
            finally
            {
                await run.DisposeAsync();
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static async Task SteerAsync(ClusterRun run, int[] inFlight, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        var table = new LoadTable("job-pause and job-resume, answered when durable", Alone, "processor of all nodes, µs/command");
        var results = inFlight.ToDictionary(static depth => depth, static _ => new List<(string Name, List<LoadResult> Rounds)>());
        await using (ClusterNode host = await run.StartHostAsync())
        {
            await host.StartJobsAsync(ClusterRun.NewIds("h", inFlight.Max()), run.Source, speed: 64);
            await MeasureAsync(Alone, [.. ClusterRun.NewIds("h", inFlight.Max()).Select(id => (id, host))], [host]);
        }

        foreach (int count in (int[])[1, 2, 3])
        {
            await run.StartNodeAsync(s_names[count - 1]);
            await run.Nodes[0].SettleAsync(count);
            if (count == 1)
            {
                await run.Nodes[0].StartJobsAsync(ClusterRun.NewIds("j", 4 * inFlight.Max()), run.Source, speed: 64);
            }

            List<(string Id, string Node)> jobs = await run.Nodes[0].ListAsync();
            await MeasureAsync($"{count}: the node that has the job", [.. jobs.Select(job => (job.Id, run.Nodes.Single(node => node.Name == job.Node)))], run.Nodes);
            if (count > 1)
            {
                await MeasureAsync($"{count}: another node", [.. jobs.Select(job => (job.Id, run.Nodes.First(node => node.Name != job.Node)))], run.Nodes);
            }
        }

        foreach (List<(string Name, List<LoadResult> Rounds)> rows in results.Values)
        {
            table.Add(rows);
        }

        table.Write();

        async Task MeasureAsync(string name, List<(string Id, ClusterNode Asked)> jobs, IReadOnlyCollection<ClusterNode> nodes)
        {
            foreach (int depth in inFlight)
            {
                List<LoadResult> counted = [];
                for (int round = -1; round < rounds; round++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    LoadResult result = await ClusterLoad.RunAsync(jobs[..depth], duration, nodes);
                    if (round >= 0)
                    {
                        counted.Add(result);
                    }
                }

                results[depth].Add((name, counted));
            }
        }
    }

    private static async Task LoseAsync(ClusterRun run, int losses, CancellationToken cancellationToken)
    {
        Table table = new Table().Title("from the end of a node to the first transition of one of its jobs elsewhere").AddColumns("end", "seconds (min–max)");
        foreach ((string name, Action<ClusterNode> end) in ((string, Action<ClusterNode>)[])[("SIGKILL", static node => node.Kill()), ("SIGTERM", static node => node.Terminate())])
        {
            List<double> seconds = [];
            for (int i = 0; i < losses; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ClusterNode lost = run.Nodes[^1];
                ClusterNode witness = run.Nodes[0];
                HashSet<string> its = [.. (await witness.ListAsync()).Where(job => job.Node == lost.Name).Select(static job => job.Id)];
                if (its.Count == 0)
                {
                    throw new InvalidOperationException($"Node {lost.Name} has no running job that its end could take away.");
                }

                using QmpEventSubscription<RawQmpEvent> events = witness.Client.Events(["JOB_STATUS_CHANGE"], new QmpEventBuffer { Capacity = 100_000 });

                // Until what was caused before has been told.
                do
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                }
                while (Drain(events));

                long start = Stopwatch.GetTimestamp();
                end(lost);
                await foreach (RawQmpEvent change in events.WithCancellation(cancellationToken))
                {
                    // A node that is told to end pauses its jobs itself; what comes after they have moved is elsewhere.
                    if (its.Contains(change.Data.GetProperty("id").GetString()!) && change.Data.GetProperty("status").GetString() == "running")
                    {
                        break;
                    }
                }

                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                await witness.SettleAsync(run.Nodes.Count - 1);
                await run.RestartAsync(lost);
                await witness.SettleAsync(run.Nodes.Count);
            }

            table.AddRow(name, Figures.Spread(seconds, "0.0"));
        }

        AnsiConsole.Write(table);
    }

    private static bool Drain(QmpEventSubscription<RawQmpEvent> events)
    {
        bool any = false;
        while (events.TryRead(out _))
        {
            any = true;
        }

        return any;
    }

    private static async Task ListAsync(ClusterRun run, int jobs, int rounds, CancellationToken cancellationToken)
    {
        string empty = run.File("empty");
        File.WriteAllBytes(empty, []);
        var clock = Stopwatch.StartNew();
        List<string> ids = [.. ClusterRun.NewIds("l", jobs)];
        await Task.WhenAll(run.Nodes.Select((node, i) => node.StartJobsAsync(ids.Where((_, number) => number % run.Nodes.Count == i), empty, speed: 0)));
        double made = jobs / clock.Elapsed.TotalSeconds;
        List<double> seconds = [];
        long bytes = 0;
        for (int round = -1; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            JsonElement all = await run.Nodes[0].Client.ExecuteAsync("query-jobs", cancellationToken: cancellationToken);
            double taken = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (all.GetArrayLength() < jobs)
            {
                throw new InvalidOperationException($"{all.GetArrayLength()} jobs are listed.");
            }

            bytes = Encoding.UTF8.GetByteCount(all.GetRawText());
            if (round >= 0)
            {
                seconds.Add(taken);
            }
        }

        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{jobs:N0} jobs made through {run.Nodes.Count} nodes at {made:N0}/s; query-jobs of all: {Figures.Spread(seconds, "0.00")} s, {bytes / 1e6:0.0} MB");
    }
}
