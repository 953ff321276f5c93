using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Load;
using QapiGen.Benchmarks.Service;
using QapiGen.Runtime.Client;

namespace QapiGen.Benchmarks.Calls;

/// <summary>Client and server of one make, each in a process of its own, beside those of another: the same calls over a Unix socket.</summary>
internal static class CallComparison
{
    private static readonly (string Name, string Make, Func<string, Task<ICaller>> Connect)[] Peers =
    [
        JsonRpc(JsonRpcMake.Json),
        JsonRpc(JsonRpcMake.JsonLines),
        JsonRpc(JsonRpcMake.MessagePack),
        Ours("QapiGen", new QmpClientOptions { EnableOutOfBand = false }),
        Ours("QapiGen, continued by the reader", new QmpClientOptions { EnableOutOfBand = false, AllowSynchronousContinuations = true }),
        Ours("QapiGen, oob", new QmpClientOptions()),
        Ours("QapiGen, oob, 8 at most as with QEMU", new QmpClientOptions { MaxInBandCommands = 8 }),
    ];

    /// <summary>Runs the comparison and prints ratios to the first, with their spread over the rounds.</summary>
    public static async Task RunAsync(int[] inFlight, int rounds, TimeSpan duration, int textLength)
    {
        var table = new LoadTable($"client and server end to end, echo of a number and {textLength} characters", Peers[0].Name, "processor of both, µs/call", "client bytes/call");
        Dictionary<string, ServerProcess> servers = Peers.Select(static peer => peer.Make).Distinct().ToDictionary(static make => make, ServePeerCommand.Start);
        try
        {
            foreach (int depth in inFlight)
            {
                table.Add(await MeasureAsync(servers, new string('x', textLength), depth, rounds, duration));
            }
        }
        finally
        {
            foreach (ServerProcess server in servers.Values)
            {
                server.Dispose();
            }
        }

        table.Write();
    }

    private static (string, string, Func<string, Task<ICaller>>) JsonRpc(string make) => (make, make, path => JsonRpcCaller.ConnectAsync(path, make));

    private static (string, string, Func<string, Task<ICaller>>) Ours(string name, QmpClientOptions options) =>
        (name, ServePeerCommand.QapiGen, path => QapiGenCaller.ConnectAsync(path, options));

    private static async Task<List<(string Name, List<LoadResult> Rounds)>> MeasureAsync(
        Dictionary<string, ServerProcess> servers, string text, int depth, int rounds, TimeSpan duration)
    {
        List<(string Name, List<LoadResult> Rounds)> results = [.. Peers.Select(static peer => (peer.Name, new List<LoadResult>()))];
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < Peers.Length; i++)
            {
                ServerProcess server = servers[Peers[i].Make];
                await using ICaller caller = await Peers[i].Connect(server.SocketPath);
                TimeSpan before = server.ProcessorTime + Environment.CpuUsage.TotalTime;
                LoadResult result = await CallLoad.RunAsync(caller, text, depth, duration);
                result.Charge(server.ProcessorTime + Environment.CpuUsage.TotalTime - before);
                if (round >= 0)
                {
                    results[i].Rounds.Add(result);
                }
            }
        }

        return results;
    }
}
