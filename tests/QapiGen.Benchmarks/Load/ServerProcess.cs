using System;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Threading;

namespace QapiGen.Benchmarks.Load;

/// <summary>A server under load: a process of its own that listens on a Unix socket in a folder of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private ServerProcess(Process process, string folder, string socketPath)
    {
        _process = process;
        _folder = folder;
        SocketPath = socketPath;
    }

    /// <summary>Where it listens.</summary>
    public string SocketPath { get; }

    /// <summary>Starts a server and waits until it accepts a connection.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments for a socket path.</param>
    /// <exception cref="InvalidOperationException">It ended, or didn't listen in time.</exception>
    public static ServerProcess Start(string program, Func<string, string[]> arguments)
    {
        string folder = Directory.CreateTempSubdirectory("qapigen-load-").FullName;
        string path = Path.Combine(folder, "s");
        var start = new ProcessStartInfo(program, arguments(path)) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' could not be started.");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(process, folder, path);
        for (int i = 0; i < 300 && !process.HasExited; i++)
        {
            if (Accepts(path))
            {
                return server;
            }

            Thread.Sleep(50);
        }

        server.Dispose();
        throw new InvalidOperationException($"'{program}' does not listen on '{path}'.");
    }

    /// <summary>Processor time that the process has taken so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>How often its threads have gone to sleep so far.</summary>
    public long Sleeps => ThreadSleeps.Of(_process.Id);

    /// <summary>What the process holds just now; handles where the system tells them (Linux).</summary>
    public (int Threads, int Handles, double ResidentMiB) Observe()
    {
        _process.Refresh();
        string handles = $"/proc/{_process.Id}/fd";
        return (_process.Threads.Count, Directory.Exists(handles) ? Directory.GetFileSystemEntries(handles).Length : 0, _process.WorkingSet64 / 1048576.0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool Accepts(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
