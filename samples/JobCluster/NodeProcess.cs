using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace JobClusterNode;

/// <summary>A node as a process of its own: this program again, with options.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<NodeProcess> _began = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NodeProcess(string name, string socket, string store)
    {
        (Name, Socket) = (name, socket);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(typeof(NodeProcess).Assembly.Location);
        }

        foreach (string argument in (string[])["--node", name, "--socket", socket, "--store", store])
        {
            start.ArgumentList.Add(argument);
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"Node {name} has ended before it was ready."));
        _process.Start();
        _process.BeginOutputReadLine();
    }

    public string Name { get; }

    public string Socket { get; }

    /// <summary>Completes when the node serves.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Completes when a job has begun on the node.</summary>
    public Task<NodeProcess> Began => _began.Task;

    /// <summary>Ends it as the loss of its machine would.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _ = _ready.Task.Exception;
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        Console.Out.WriteLine(line);
        if (line.EndsWith("is ready", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
        else if (line.Contains(" begins ", StringComparison.Ordinal))
        {
            _began.TrySetResult(this);
        }
    }
}
