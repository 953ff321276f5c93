using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Calls;
using QapiGen.Benchmarks.Load;
using QapiGen.Benchmarks.Service;
using QapiGen.Runtime.Client;

namespace QapiGen.Benchmarks.Proxy;

/// <summary>The verb <c>proxy</c>: the same calls directly and through a proxy; client, proxy and server each in a process of its own.</summary>
internal static class ProxyCommand
{
    private static readonly QmpClientOptions InBand = new() { EnableOutOfBand = false };

    private static readonly (string Name, bool IsDirect, bool OfEight, Func<string, Task<ICaller>> Connect)[] Peers =
    [
        ("direct", true, false, static path => QapiGenCaller.ConnectAsync(path, InBand)),
        ("through the proxy", false, false, static path => QapiGenCaller.ConnectAsync(path, InBand)),
        ("direct, oob", true, false, static path => QapiGenCaller.ConnectAsync(path, new QmpClientOptions())),
        ("through the proxy, oob", false, false, static path => QapiGenCaller.ConnectAsync(path, new QmpClientOptions())),
        ("direct, oob, 8 at most", true, true, static path => QapiGenCaller.ConnectAsync(path, new QmpClientOptions())),
        ("through the proxy, oob, 8 at most", false, true, static path => QapiGenCaller.ConnectAsync(path, new QmpClientOptions())),
        ("1,000 clients through the proxy", false, false, static path => ManyCallers.ConnectAsync(path, InBand, 1000)),
    ];

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var inFlight = new Option<int[]>("--in-flight") { Description = "Calls under way at any time.", DefaultValueFactory = static _ => [1, 8, 64], AllowMultipleArgumentsPerToken = true };
        var rounds = new Option<int>("--rounds") { Description = "Counted rounds; one more is run first.", DefaultValueFactory = static _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "Length of a round.", DefaultValueFactory = static _ => 1 };
        var command = new Command("proxy", "Calls per second and latency on a Unix socket, directly and through a proxy.") { inFlight, rounds, seconds };
        command.SetAction((result, _) => RunAsync(result.GetRequiredValue(inFlight), result.GetRequiredValue(rounds), TimeSpan.FromSeconds(result.GetRequiredValue(seconds))));
        return command;
    }

    private static long[] Sleeps(ServerProcess proxy, ServerProcess server) => [ThreadSleeps.Of(Environment.ProcessId), proxy.Sleeps, server.Sleeps];

    private static async Task RunAsync(int[] inFlight, int rounds, TimeSpan duration)
    {
        var table = new LoadTable("the same calls directly and through a proxy, echo of a number and 16 characters", Peers[0].Name, "processor of all, µs/call", "client bytes/call", "sleeps/call: client + proxy + server");
        using ServerProcess server = ServePeerCommand.Start(ServePeerCommand.QapiGen);
        using ServerProcess proxy = ServeProxyCommand.Start(server.SocketPath);
        using ServerProcess serverOfEight = ServePeerCommand.Start(ServePeerCommand.QapiGenOfEight);
        using ServerProcess proxyOfEight = ServeProxyCommand.Start(serverOfEight.SocketPath);
        foreach (int depth in inFlight)
        {
            List<(string Name, List<LoadResult> Rounds)> results = [.. Peers.Select(static peer => (peer.Name, new List<LoadResult>()))];
            for (int round = -1; round < rounds; round++)
            {
                for (int i = 0; i < Peers.Length; i++)
                {
                    (ServerProcess behind, ServerProcess before) = Peers[i].OfEight ? (serverOfEight, proxyOfEight) : (server, proxy);
                    await using ICaller caller = await Peers[i].Connect(Peers[i].IsDirect ? behind.SocketPath : before.SocketPath);
                    LoadResult result = await MeasureAsync(caller, before, behind, depth, duration);
                    if (round >= 0)
                    {
                        results[i].Rounds.Add(result);
                    }
                }
            }

            table.Add(results);
        }

        table.Write();
    }

    private static async Task<LoadResult> MeasureAsync(ICaller caller, ServerProcess proxy, ServerProcess server, int depth, TimeSpan duration)
    {
        TimeSpan before = server.ProcessorTime + proxy.ProcessorTime + Environment.CpuUsage.TotalTime;
        long[] slept = Sleeps(proxy, server);
        LoadResult result = await CallLoad.RunAsync(caller, new string('x', 16), depth, duration);
        result.Charge(server.ProcessorTime + proxy.ProcessorTime + Environment.CpuUsage.TotalTime - before);
        result.ChargeSleeps(Sleeps(proxy, server).Zip(slept, static (now, then) => now - then));
        return result;
    }
}
