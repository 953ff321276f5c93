using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Qemu.Processes;

/// <summary>Ends what a program has left running: a script that starts QEMU and doesn't become it ends, or is ended, without it.</summary>
internal sealed class LeftProcesses(ILogger logger, QemuStopOptions patience)
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    /// <summary>How long what ends with the program may take for that, and what has been killed.</summary>
    private static readonly TimeSpan EndWait = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<TalkingProcess> _talking = [];
    private bool _hasUnknown;

    /// <summary>The helper's own monitor; null as long as there is none.</summary>
    public QmpClient? Monitor { get; set; }

    /// <summary>Notes who is at the other end of a socket.</summary>
    public void Add(IQmpTransport transport)
    {
        TalkingProcess? process = TalkingProcess.Of(transport);
        lock (_gate)
        {
            _hasUnknown |= process is null;
            if (process is not null && _talking.TrueForAll(known => known.Id != process.Id))
            {
                _talking.Add(process);
            }
        }
    }

    /// <summary>The process that talks for a program, where that isn't the program itself; null for none.</summary>
    public TalkingProcess? OtherThan(int program) => Running(program) is [{ } other, ..] ? other : null;

    /// <summary>Ends them, by <c>quit</c>, SIGTERM and SIGKILL. Never fails.</summary>
    /// <param name="program">The number of the program, which has ended.</param>
    public async Task EndAsync(int program)
    {
        if (!IsLeft(program) || await HasEndedAsync(program, EndWait).ConfigureAwait(false))
        {
            return;
        }

        QemuLog.LeftRunning(logger, program, Describe(program));
        if (patience.Quit != TimeSpan.Zero && Monitor is { IsConnected: true } monitor)
        {
            using var deadline = new CancellationTokenSource(patience.Quit);
            await QuitAsync(monitor, deadline.Token).ConfigureAwait(false);
            if (await HasEndedAsync(program, patience.Quit).ConfigureAwait(false))
            {
                return;
            }
        }

        Signal(program, SigTerm);
        if (await HasEndedAsync(program, patience.Terminate).ConfigureAwait(false))
        {
            return;
        }

        Signal(program, SigKill);
        if (!await HasEndedAsync(program, EndWait).ConfigureAwait(false))
        {
            QemuLog.StaysRunning(logger, program, Describe(program));
        }
    }

    private static async Task QuitAsync(QmpClient monitor, CancellationToken cancellationToken)
    {
        try
        {
            await monitor.ExecuteAsync("quit", cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QmpErrorException or QmpConnectionException or QmpProtocolException or QmpTimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            // Whether it ends shows.
        }
    }

    private void Signal(int program, int signal)
    {
        foreach (TalkingProcess process in Running(program))
        {
            process.Signal(signal);
        }
    }

    private TalkingProcess[] Running(int program)
    {
        lock (_gate)
        {
            return [.. _talking.Where(process => process.Id != program && process.IsRunning)];
        }
    }

    /// <summary>Whether something is left; where the system doesn't say who talks, a monitor that is still connected says so.</summary>
    private bool IsLeft(int program) => Running(program).Length > 0 || (_hasUnknown && Monitor is { IsConnected: true });

    private string Describe(int program) => Running(program) is { Length: > 0 } left ? $"process {string.Join(", ", left.Select(static process => process.Id))}" : "a process";

    /// <summary>Asks again and again: the system tells only parents of the end of a process.</summary>
    private async Task<bool> HasEndedAsync(int program, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (IsLeft(program))
        {
            if (patience != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(start) >= patience)
            {
                return false;
            }

            await Task.Delay(20).ConfigureAwait(false);
        }

        return true;
    }
}
