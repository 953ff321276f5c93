using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.LanguageServer.Dispatch;

/// <summary>The process that a client says it is: a server doesn't outlive it, whoever else holds the other end of its input.</summary>
internal static class ClientProcess
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Waits until a process has ended. What has no process here, since its number is that of another machine or container, never ends.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task WaitForEndAsync(int id, CancellationToken cancellationToken)
    {
        using Process? process = Find(id);
        while (process is not null && !process.HasExited)
        {
            await Task.Delay(Interval, cancellationToken).ConfigureAwait(false);
        }

        if (process is null)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Process? Find(int id)
    {
        Process? process = null;
        try
        {
            process = Process.GetProcessById(id);
            if (!process.HasExited)
            {
                return process;
            }
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // There is none, or none that may be watched.
        }

        process?.Dispose();
        return null;
    }
}
