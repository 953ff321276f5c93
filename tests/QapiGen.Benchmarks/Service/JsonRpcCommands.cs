using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Tasks;
using StreamJsonRpc;

namespace QapiGen.Benchmarks.Service;

/// <summary>The same commands for StreamJsonRpc, and notifications to everybody who is connected.</summary>
internal sealed class JsonRpcCommands
{
    private readonly ConcurrentDictionary<JsonRpc, bool> _connections = new();

    /// <summary>From now on this connection is sent events.</summary>
    public void Add(JsonRpc connection)
    {
        _connections[connection] = true;
        connection.Disconnected += (_, _) => _connections.TryRemove(connection, out _);
    }

    /// <summary>Answers with what it is given.</summary>
    [JsonRpcMethod("echo")]
    public JsonRpcEcho Echo(long number, string text) => new(number, text);

    /// <summary>Sends events; gives the nanoseconds that it took.</summary>
    [JsonRpcMethod("emit")]
    public async Task<long> EmitAsync(long count)
    {
        JsonRpc[] connections = [.. _connections.Keys];
        var sending = new Task[connections.Length];
        long start = Stopwatch.GetTimestamp();
        for (long number = 0; number < count; number++)
        {
            long sent = Stopwatch.GetTimestamp();
            for (int i = 0; i < connections.Length; i++)
            {
                sending[i] = connections[i].NotifyAsync("tick", number, sent);
            }

            await Task.WhenAll(sending).ConfigureAwait(false);
        }

        return (long)Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    /// <summary>Bytes that this process has allocated.</summary>
    [JsonRpcMethod("query-allocated")]
    public long QueryAllocated() => GC.GetTotalAllocatedBytes(precise: true);
}
