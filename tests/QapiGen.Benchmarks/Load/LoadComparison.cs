using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;

namespace QapiGen.Benchmarks.Load;

/// <summary>Puts several servers under the same load in turn, round by round, so that a drift of the machine meets all of them.</summary>
internal static class LoadComparison
{
    /// <summary>Runs the comparison and prints ratios to the first server, with their spread over the rounds.</summary>
    public static void Run(IReadOnlyList<(string Name, Func<ServerProcess> Start)> servers, string command, int[] inFlight, int rounds, TimeSpan duration)
    {
        var running = servers.Select(server => (server.Name, Process: server.Start())).ToList();
        try
        {
            var table = new Table().AddColumns("in flight", "server", "commands/s", "p50 µs", "p99 µs", $"ratio to {servers[0].Name} (min–max)");
            foreach (int depth in inFlight)
            {
                Dictionary<string, List<LoadResult>> results = Measure(running, command, depth, rounds, duration);
                foreach ((string name, List<LoadResult> list) in results)
                {
                    AddRow(table, depth, name, list, results[servers[0].Name]);
                }
            }

            AnsiConsole.Write(table);
        }
        finally
        {
            foreach ((_, ServerProcess process) in running)
            {
                process.Dispose();
            }
        }
    }

    private static Dictionary<string, List<LoadResult>> Measure(
        List<(string Name, ServerProcess Process)> servers, string command, int depth, int rounds, TimeSpan duration)
    {
        var results = servers.ToDictionary(static server => server.Name, static _ => new List<LoadResult>());
        for (int round = -1; round < rounds; round++)
        {
            foreach ((string name, ServerProcess process) in servers)
            {
                using QmpLoad load = QmpLoad.Connect(process.SocketPath);
                LoadResult result = load.Run(command, depth, duration);
                if (round >= 0)
                {
                    results[name].Add(result);
                }
            }
        }

        return results;
    }

    private static void AddRow(Table table, int depth, string name, List<LoadResult> list, List<LoadResult> first)
    {
        List<double> ratios = [.. list.Zip(first, static (a, b) => a.CommandsPerSecond / b.CommandsPerSecond).Order()];
        LoadResult middle = list.OrderBy(static result => result.CommandsPerSecond).ElementAt(list.Count / 2);
        table.AddRow(
            Text(depth, "0"),
            name,
            Text(middle.CommandsPerSecond, "N0"),
            Text(middle.Percentile(0.5), "0.0"),
            Text(middle.Percentile(0.99), "0.0"),
            $"{Text(ratios[ratios.Count / 2], "0.000")} ({Text(ratios[0], "0.000")}–{Text(ratios[^1], "0.000")})");
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
