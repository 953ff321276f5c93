using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Tasks;

namespace StorageDaemon;

/// <summary>A <c>qemu-storage-daemon</c> that connects to a socket of ours, so that there is no moment in which it isn't listening yet.</summary>
internal sealed class DaemonProcess : IAsyncDisposable
{
    private readonly Process _process;

    private DaemonProcess(Process process) => _process = process;

    /// <summary>Starts the daemon.</summary>
    /// <param name="program">The program, on the path or with one.</param>
    /// <param name="socketPath">Where we listen for it.</param>
    /// <exception cref="InvalidOperationException">There is no such program.</exception>
    public static DaemonProcess Start(string program, string socketPath)
    {
        try
        {
            Process process = Process.Start(program, ["--chardev", $"socket,path={socketPath},id=qmp", "--monitor", "chardev=qmp"]);
            return new DaemonProcess(process);
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"'{program}' could not be started: {e.Message}. It comes with QEMU.", e);
        }
    }

    /// <summary>Waits for the daemon to end, as it does after <c>quit</c>; ends it if it doesn't.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
