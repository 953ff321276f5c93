using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;

namespace QapiGen.Qemu.Processes;

/// <summary>Stops a program, step by step, each bounded.</summary>
internal sealed class StopLadder
{
    private readonly RunningProgram _program;
    private readonly QmpClient _monitor;
    private readonly QemuProgramKind _kind;
    private readonly ILogger _logger;
    private int _step;

    public StopLadder(RunningProgram program, QmpClient monitor, QemuProgramKind kind, ILogger logger)
    {
        _program = program;
        _monitor = monitor;
        _kind = kind;
        _logger = logger;
    }

    /// <summary>The last step that has been taken.</summary>
    public QemuStopStep Step => (QemuStopStep)Volatile.Read(ref _step);

    /// <summary>Takes steps until the program has ended.</summary>
    public async Task<QemuStopStep> RunAsync(QemuStopOptions options, CancellationToken cancellationToken)
    {
        if (_program.Exited.IsCompleted)
        {
            return QemuStopStep.None;
        }

        if ((_kind == QemuProgramKind.Emulator && await AskAsync(QemuStopStep.PowerDown, "system_powerdown", options.PowerDown, cancellationToken).ConfigureAwait(false))
            || await AskAsync(QemuStopStep.Quit, "quit", options.Quit, cancellationToken).ConfigureAwait(false)
            || await TerminateAsync(options.Terminate, cancellationToken).ConfigureAwait(false))
        {
            return Step;
        }

        Take(QemuStopStep.Kill);
        _program.Kill();
        await _program.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Step;
    }

    private async Task<bool> AskAsync(QemuStopStep step, string command, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (patience == TimeSpan.Zero)
        {
            return false;
        }

        Take(step);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task waiting = Task.Delay(patience, over.Token);
        Task asking = ExecuteAsync(step, command, over.Token);
        try
        {
            // Whether the command was answered tells little: a connection that breaks after quit is success.
            await Task.WhenAny(_program.Exited, waiting, FailureOf(asking)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return _program.Exited.IsCompleted;
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends if the command was refused, so that nobody waits for what won't come; else never.</summary>
    private async Task FailureOf(Task asking)
    {
        try
        {
            await asking.ConfigureAwait(false);
        }
        catch (QmpErrorException)
        {
            return;
        }
        catch (Exception e) when (e is QmpConnectionException or QmpProtocolException or QmpTimeoutException or OperationCanceledException)
        {
            // The end shows.
        }

        await _program.Exited.ConfigureAwait(false);
    }

    private async Task ExecuteAsync(QemuStopStep step, string command, CancellationToken token)
    {
        try
        {
            await _monitor.ExecuteAsync(command, cancellationToken: token).ConfigureAwait(false);
        }
        catch (QmpErrorException e)
        {
            QemuLog.StepFailed(_logger, _program.Id, step, QmpDiagnostics.OneLine(e.Description));
            throw;
        }
    }

    private async Task<bool> TerminateAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (patience == TimeSpan.Zero || OperatingSystem.IsWindows())
        {
            return false;
        }

        Take(QemuStopStep.Terminate);
        _program.Terminate();
        try
        {
            await _program.Exited.WaitAsync(patience, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Take(QemuStopStep step)
    {
        Volatile.Write(ref _step, (int)step);
        QemuLog.Stopping(_logger, _program.Id, step);
    }
}
