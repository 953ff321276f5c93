using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Qemu.Processes;

/// <summary>A process with drained output: starts it, signals it, and knows when it has ended.</summary>
internal sealed partial class RunningProgram : IDisposable
{
    private const int SigTerm = 15;

    /// <summary>How long output may still come after the end, from children that have inherited it.</summary>
    private static readonly TimeSpan DrainWait = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly OutputTail _output;
    private readonly bool _isWatched;
    private readonly LeftProcesses? _left;
    private readonly Lock _gate = new();
    private bool _isDisposed;

    private RunningProgram(Process process, OutputTail output, bool isWatched, LeftProcesses? left)
    {
        _process = process;
        _output = output;
        _isWatched = isWatched;
        _left = left;
        Id = process.Id;
        Exited = WaitAsync();
    }

    /// <summary>Its number.</summary>
    public int Id { get; }

    /// <summary>Ends when the process has, with what it has left running, and its output has been read; never fails.</summary>
    public Task Exited { get; }

    /// <summary>Whether the process itself has ended.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_gate)
            {
                return _isDisposed || _process.HasExited;
            }
        }
    }

    /// <summary>Its last output.</summary>
    public string Output => _output.ToString();

    /// <summary>Starts a program; nothing is left of it if that fails.</summary>
    /// <param name="start">The command line.</param>
    /// <param name="output">Gets what it puts out.</param>
    /// <param name="isWatched">Whether its standard input belongs to <see cref="ParentGuardKind.Watcher"/>.</param>
    /// <param name="left">Ends what it leaves running; null for nobody.</param>
    public static async Task<RunningProgram> StartAsync(ProcessStartInfo start, OutputTail output, bool isWatched, LeftProcesses? left = null)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        Process process = await StarterThread.StartAsync(start).ConfigureAwait(false);
        if (!isWatched)
        {
            process.StandardInput.Close();
        }

        return new RunningProgram(process, output, isWatched, left);
    }

    /// <summary>Has the watcher end another process with the program: the one that talks for it.</summary>
    public void Watch(TalkingProcess other)
    {
        if (!_isWatched)
        {
            return;
        }

        try
        {
            _process.StandardInput.BaseStream.Write(Encoding.ASCII.GetBytes(other + "\n"));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The program has ended.
        }
    }

    /// <summary>Sends SIGTERM; false if that can't be.</summary>
    public bool Terminate()
    {
        lock (_gate)
        {
            return !OperatingSystem.IsWindows() && !_isDisposed && !_process.HasExited && Kill(Id, SigTerm) == 0;
        }
    }

    /// <summary>Ends it at once, with what it may have started.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            if (_isDisposed || _process.HasExited)
            {
                return;
            }

            try
            {
                _process.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
            {
                // It, or a child of it, has just ended.
            }
        }
    }

    /// <summary>How it ended; only after <see cref="Exited"/>.</summary>
    public QemuExit ToExit(QemuStopStep requestedBy, string? reason = null, bool? byGuest = null)
    {
        // .NET gives a process that a signal ended the code 128 + signal, as a shell does. QEMU itself ends with 0 or 1.
        int code = _process.ExitCode;
        int? signal = !OperatingSystem.IsWindows() && code is > 128 and <= 128 + 64 ? code - 128 : null;
        return new QemuExit
        {
            ExitCode = signal is null ? code : null,
            Signal = signal,
            ShutdownReason = reason,
            ByGuest = byGuest,
            RequestedBy = requestedBy,
            Output = Output,
        };
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;

            // Process leaves them open for others who might still read.
            _process.StandardOutput.Dispose();
            _process.StandardError.Dispose();
            _process.Dispose();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    /// <summary>Tells the watcher that its work is done; it ends, and with it the output.</summary>
    private void DismissWatcher()
    {
        // Past the writer, which would try to flush when it is closed.
        using Stream input = _process.StandardInput.BaseStream;
        try
        {
            input.WriteByte((byte)'\n');
        }
        catch (IOException)
        {
            // It was ended with the program.
        }
    }

    private async Task WaitAsync()
    {
        Task drained = Task.WhenAll(
            _output.DrainAsync(_process.StandardOutput.BaseStream),
            _output.DrainAsync(_process.StandardError.BaseStream));
        await _process.WaitForExitAsync().ConfigureAwait(false);
        if (_left is not null)
        {
            await _left.EndAsync(Id).ConfigureAwait(false);
        }

        if (_isWatched)
        {
            DismissWatcher();
        }

        await Task.WhenAny(drained, Task.Delay(DrainWait)).ConfigureAwait(false);
    }
}
