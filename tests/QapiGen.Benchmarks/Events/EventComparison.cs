using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Load;
using QapiGen.Benchmarks.Service;
using QapiGen.Benchmarks.Support;
using Spectre.Console;

namespace QapiGen.Benchmarks.Events;

/// <summary>Events to a growing number of subscribers: bare sockets under the C program and under our server, then clients and servers of one make.</summary>
internal static class EventComparison
{
    private static readonly (string Name, Func<ServerProcess> Start, Func<string, Receipts, int, Task<IEventPeer>> Connect)[] Peers =
    [
        ("C, bare sockets", static () => ServerProcess.Start(CProgram.Build("fanout"), static path => [path]), ConnectRaw),
        ("QapiGen, bare sockets", static () => ServePeerCommand.Start(ServePeerCommand.QapiGen), ConnectRaw),
        JsonRpc(JsonRpcMake.Json),
        JsonRpc(JsonRpcMake.MessagePack),
        ("QapiGen, its client", static () => ServePeerCommand.Start(ServePeerCommand.QapiGen), QapiGenSubscribers.ConnectAsync),
    ];

    /// <summary>Runs the comparison and prints it.</summary>
    /// <param name="subscribers">Numbers of subscribers.</param>
    /// <param name="rounds">Counted rounds; one more is run first.</param>
    /// <param name="burst">Events of a burst.</param>
    /// <param name="receipts">Receipts of a round, all subscribers together, but one burst at least.</param>
    /// <param name="singles">Events of a round that are sent one at a time.</param>
    public static async Task RunAsync(int[] subscribers, int rounds, int burst, int receipts, int singles)
    {
        Table table = new Table().AddColumns(
            "subscribers", "peer", "emitted/s (min–max)", "delivered/s (min–max)", $"ratio to {JsonRpcMake.Json} (min–max)", "p50 µs", "p90 µs", "p99 µs", "p99.9 µs", "server bytes/event", "client bytes/receipt");
        foreach (int count in subscribers)
        {
            List<EventResult>[] results = await MeasureAsync(count, rounds, burst, Math.Max(1, receipts / burst / count), singles);
            for (int i = 0; i < Peers.Length; i++)
            {
                AddRow(table, count, Peers[i].Name, results[i], results[Array.FindIndex(Peers, static peer => peer.Name == JsonRpcMake.Json)]);
            }
        }

        AnsiConsole.Write(table);
    }

    private static (string, Func<ServerProcess>, Func<string, Receipts, int, Task<IEventPeer>>) JsonRpc(string make) =>
        (make, () => ServePeerCommand.Start(make), (path, receipts, _) => JsonRpcSubscribers.ConnectAsync(path, receipts, make));

    private static Task<IEventPeer> ConnectRaw(string path, Receipts receipts, int burst) => Task.FromResult(RawSubscribers.Connect(path, receipts));

    // A server of its own for each number: nobody from before is still connected.
    private static async Task<List<EventResult>[]> MeasureAsync(int subscribers, int rounds, int burst, int bursts, int singles)
    {
        List<EventResult>[] results = [.. Peers.Select(static _ => new List<EventResult>())];
        ServerProcess[] servers = [.. Peers.Select(static peer => peer.Start())];
        Receipts[] receipts = [.. Peers.Select(_ => new Receipts(subscribers))];
        var peers = new IEventPeer[Peers.Length];
        try
        {
            for (int i = 0; i < Peers.Length; i++)
            {
                peers[i] = await Peers[i].Connect(servers[i].SocketPath, receipts[i], burst);
            }

            for (int round = -1; round < rounds; round++)
            {
                for (int i = 0; i < Peers.Length; i++)
                {
                    EventResult result = await EventLoad.RunAsync(peers[i], receipts[i], burst, bursts, singles);
                    if (round >= 0)
                    {
                        results[i].Add(result);
                    }
                }
            }
        }
        finally
        {
            foreach (IEventPeer? peer in peers)
            {
                await (peer?.DisposeAsync() ?? default);
            }

            Array.ForEach(servers, static server => server.Dispose());
        }

        return results;
    }

    private static void AddRow(Table table, int subscribers, string name, List<EventResult> rounds, List<EventResult> first)
    {
        table.AddRow(
            Figures.Text(subscribers, "0"),
            name,
            Figures.Spread(All(rounds, static round => round.EmittedPerSecond), "N0"),
            Figures.Spread(All(rounds, static round => round.DeliveredPerSecond), "N0"),
            Figures.Spread(Figures.Ratios(All(rounds, static round => round.DeliveredPerSecond), All(first, static round => round.DeliveredPerSecond)), "0.00"),
            Median(static round => round.P50),
            Median(static round => round.P90),
            Median(static round => round.P99),
            Median(static round => round.P999),
            Median(static round => round.ServerBytes),
            Median(static round => round.ClientBytes));

        string Median(Func<EventResult, double> figure) => Figures.Text(Figures.Median(All(rounds, figure)), "0.0");
    }

    private static List<double> All(List<EventResult> rounds, Func<EventResult, double> figure) => [.. rounds.Select(figure)];
}
