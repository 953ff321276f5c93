using System;
using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Benchmarks.Load;

/// <summary>Puts several servers under the same load in turn, round by round, so that a drift of the machine meets all of them.</summary>
internal static class LoadComparison
{
    /// <summary>Runs the comparison and prints ratios to the first server, with their spread over the rounds.</summary>
    public static void Run(IReadOnlyList<(string Name, Func<ServerProcess> Start)> servers, string command, int[] inFlight, int rounds, TimeSpan duration)
    {
        var running = new List<(string Name, ServerProcess Process)>();
        try
        {
            foreach ((string name, Func<ServerProcess> start) in servers)
            {
                running.Add((name, start()));
            }

            var table = new LoadTable($"servers under the same load program, {command}", servers[0].Name, "server's processor, µs/command");
            foreach (int depth in inFlight)
            {
                table.Add(Measure(running, command, depth, rounds, duration, sendsEach: false));
                if (depth > 1)
                {
                    table.Add(Measure(running, command, depth, rounds, duration, sendsEach: true));
                }
            }

            table.Write();
        }
        finally
        {
            foreach ((_, ServerProcess process) in running)
            {
                process.Dispose();
            }
        }
    }

    private static List<(string Name, List<LoadResult> Rounds)> Measure(
        List<(string Name, ServerProcess Process)> servers, string command, int depth, int rounds, TimeSpan duration, bool sendsEach)
    {
        List<(string Name, List<LoadResult> Rounds)> results = [.. servers.Select(static server => (server.Name, new List<LoadResult>()))];
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < servers.Count; i++)
            {
                using QmpLoad load = QmpLoad.Connect(servers[i].Process.SocketPath);
                TimeSpan before = servers[i].Process.ProcessorTime;
                LoadResult result = load.Run(command, depth, duration, sendsEach);
                result.Charge(servers[i].Process.ProcessorTime - before);
                if (round >= 0)
                {
                    results[i].Rounds.Add(result);
                }
            }
        }

        return results;
    }
}
