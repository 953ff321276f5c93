using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Benchmarks.Cluster;

/// <summary>A node of <c>samples/JobCluster</c>, or a host of <c>samples/JobHost</c>, as a process of its own, and a client of it.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private readonly Process _process;

    private ClusterNode(string name, Process process, QmpClient client)
    {
        Name = name;
        _process = process;
        Client = client;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>A client that is connected to it.</summary>
    public QmpClient Client { get; }

    /// <summary>Processor time that the process has taken so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts one, and waits until it serves.</summary>
    /// <param name="sample">The sample's name.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="socket">Where it serves.</param>
    /// <param name="arguments">Its arguments besides the socket.</param>
    /// <exception cref="InvalidOperationException">It ended, or didn't serve within two minutes.</exception>
    public static async Task<ClusterNode> StartAsync(string sample, string name, string socket, params string[] arguments)
    {
        string program = Path.Combine(RepositoryRoot.Find(), "samples", sample, "bin", "Release", "net10.0", sample + ".dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, "--socket", socket, .. arguments]) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new ClusterNode(name, process, await QmpClient.ConnectAsync($"unix:{socket}", new QmpClientOptions { CallTimeout = TimeSpan.FromMinutes(5) }));
            }
            catch (QmpConnectionException) when (!process.HasExited && clock.Elapsed < TimeSpan.FromMinutes(2))
            {
                await Task.Delay(50);
            }
            catch (QmpConnectionException fault)
            {
                await EndAsync(process);
                throw new InvalidOperationException($"Node {name} doesn't serve: {fault.Message}", fault);
            }
        }
    }

    /// <summary>Waits until every shard is where it belongs.</summary>
    /// <param name="nodes">So many nodes have shards then.</param>
    public async Task SettleAsync(int nodes)
    {
        while (true)
        {
            try
            {
                JsonElement cluster = await Client.ExecuteAsync("query-cluster");
                if (cluster.GetProperty("settled").GetBoolean() && cluster.GetProperty("nodes").GetArrayLength() == nodes)
                {
                    return;
                }
            }
            catch (QmpErrorException)
            {
                // Shards of a node that is gone aren't taken up yet.
            }

            await Task.Delay(50);
        }
    }

    /// <summary>Starts backups that wait for their speed limit, or have nothing to do.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="source">What they copy.</param>
    /// <param name="speed">Bytes in a second; 0 for no limit.</param>
    public Task StartJobsAsync(IEnumerable<string> ids, string source, int speed) => Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (id, _) =>
        await ExecuteAsync("file-backup", ("job-id", id), ("source", source), ("target", $"{source}.{id}"), ("speed", speed), ("auto-dismiss", false)));

    /// <summary>The jobs that run, and the node that has each.</summary>
    public async Task<List<(string Id, string Node)>> ListAsync()
    {
        JsonElement page = await ExecuteAsync("x-query-jobs", ("limit", 1000), ("status", "running"));
        return [.. page.GetProperty("jobs").EnumerateArray().Select(static job => (job.GetProperty("id").GetString()!, job.GetProperty("node").GetString()!))];
    }

    /// <summary>Carries a command out.</summary>
    public ValueTask<JsonElement> ExecuteAsync(string command, params (string Name, object Value)[] arguments) =>
        Client.ExecuteAsync(command, JsonSerializer.SerializeToElement(arguments.ToDictionary(static item => item.Name, static item => item.Value)));

    /// <summary>Ends it as the loss of its machine would.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Tells it to end, and doesn't wait for that.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", [$"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await EndAsync(_process);
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
