using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;

namespace QapiGen.Jobs.Orleans.Tests.Support;

/// <summary>The sample as a process of its own.</summary>
internal sealed class SampleNode : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SampleNode(params string[] arguments)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true },
            EnableRaisingEvents = true,
        };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("It has ended before it was ready."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Whether it runs, and what it has said.</summary>
    public string State => $"{(_process.HasExited ? $"ended with {_process.ExitCode}" : "runs")}, {Output.ReplaceLineEndings(" | ")}";

    private static string Program => Path.Combine(
        RepositoryPaths.Root, "samples", "JobCluster", "bin",
#if DEBUG
        "Debug",
#else
        "Release",
#endif
        "net10.0", "JobCluster.dll");

    /// <summary>Waits until every shard is where it belongs, and so many nodes have some.</summary>
    public static Task SettleAsync(QmpClient client, int nodes, Func<string> seen) => JobTestCluster.ForAsync(
        async () =>
        {
            try
            {
                JsonElement cluster = await client.ExecuteAsync("query-cluster");
                return cluster.GetProperty("settled").GetBoolean() && cluster.GetProperty("nodes").GetArrayLength() == nodes;
            }
            catch (QmpErrorException)
            {
                // Shards of a node that is gone aren't taken up yet.
                return false;
            }
        },
        seen);

    /// <summary>Waits until it serves.</summary>
    public Task ReadyAsync() => _ready.Task.WaitAsync(TimeSpan.FromMinutes(3));

    /// <summary>Its exit code, when it has one.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        return _process.ExitCode;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    /// <summary>Sends a signal: <c>TERM</c>, <c>STOP</c>, <c>CONT</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"SIG{name} couldn't be sent. {State}");
        }
    }

    public static ValueTask<QmpClient> ConnectAsync(string socket, CancellationToken cancellationToken = default) =>
        QmpClient.ConnectAsync($"unix:{socket}", new QmpClientOptions(), cancellationToken);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        _ = _ready.Task.Exception;
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line.EndsWith(" is ready", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
