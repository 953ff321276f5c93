using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Transport;

namespace QapiGen.Qemu.Processes;

/// <summary>A running <c>qemu-system-*</c> or <c>qemu-storage-daemon</c>, with a client of its monitor.</summary>
/// <remarks>
/// It is started without a race: we listen in a private folder, and it connects. Its output is read always. A second monitor of the helper's own
/// sees why it ends and stops it, whatever has become of <see cref="Qmp"/>. Dispose of it, and no process, socket or folder is left.
/// </remarks>
public sealed class QemuProcess : IAsyncDisposable
{
    private readonly QemuOptions _options;
    private readonly QemuLaunch _launch;
    private readonly ILogger _logger;
    private readonly StopLadder _ladder;
    private readonly ShutdownWatch _watch;
    private readonly SemaphoreSlim _stopping = new(1);
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _disposeGate = new();
    private Task? _disposing;

    private QemuProcess(QemuOptions options, QemuLaunch launch)
    {
        _options = options;
        _launch = launch;
        _logger = launch.Logger;
        _watch = new ShutdownWatch(launch.Monitor);
        _ladder = new StopLadder(launch.Program, launch.Monitor, launch.Kind, _logger);
        QemuLog.Started(_logger, options.Program, launch.Program.Id);
        QemuMetrics.Started();
        Exited = FollowAsync();
    }

    /// <summary>The negotiated client. It is this object's: disposed with it.</summary>
    public QmpClient Qmp => _launch.Client;

    /// <summary>Number of the process.</summary>
    public int ProcessId => _launch.Program.Id;

    /// <summary>What was run, quoted for a shell. With the secrets that are in it, which logs and messages leave out.</summary>
    public string CommandLine => _launch.CommandLine;

    /// <summary>A folder that only this user can enter, for sockets and other files; gone when this is disposed of.</summary>
    public string Folder => _launch.Folder.Path;

    /// <summary>Whether it ends when this process does, see <see cref="QemuOptions.ExitWithParent"/>.</summary>
    public bool EndsWithParent => _launch.EndsWithParent;

    /// <summary>The program's last output so far, standard output and error together.</summary>
    public string Output => _launch.Program.Output;

    /// <summary>The first serial port; null unless <see cref="QemuOptions.SerialConsole"/> asked for it.</summary>
    public QemuConsole? Console => _launch.Console;

    /// <summary>Ends when the program has, and says how. Never fails.</summary>
    public Task<QemuExit> Exited { get; }

    /// <summary>Starts a program and waits until its monitor has negotiated.</summary>
    /// <param name="options">What and how.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing is left of it.</param>
    /// <exception cref="QemuStartException">It didn't start; says why, with command line and last output.</exception>
    public static async Task<QemuProcess> StartAsync(QemuOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Program);
        var launch = new QemuLaunch(options);
        await launch.RunAsync(cancellationToken).ConfigureAwait(false);
        return new QemuProcess(options, launch);
    }

    /// <summary>Stops the program by steps, from asking the guest to SIGKILL, until it has ended.</summary>
    /// <param name="options">How long each step may take; null for <see cref="QemuStopOptions.Default"/>.</param>
    /// <param name="cancellationToken">Takes no further step; the program may still end from what has been done.</param>
    /// <returns>The step that worked, and how the program ended.</returns>
    /// <remarks>Disposing meanwhile doesn't wait for these steps: it goes on with its own (<see cref="QemuOptions.StopOnDispose"/>), and this tells which worked.</remarks>
    /// <exception cref="ArgumentException">A step can't take as long as is said; none has been taken.</exception>
    /// <exception cref="ObjectDisposedException">This has been disposed of.</exception>
    public async Task<QemuStopResult> StopAsync(QemuStopOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.FindFault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }

        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        try
        {
            return await StopByStepsAsync(options ?? QemuStopOptions.Default, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            QemuExit exit = await Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new QemuStopResult(exit.RequestedBy, exit);
        }
    }

    /// <summary>Ends the program at once, by SIGKILL.</summary>
    public void Kill() => _launch.Program.Kill();

    /// <summary>Connects to the agent in the guest, over the port that <see cref="QemuOptions.GuestAgent"/> has made. One connection at a time.</summary>
    /// <param name="timeout">How long the agent may take to answer, which includes the guest's start; null for 30 seconds.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="InvalidOperationException">There is no such port.</exception>
    /// <exception cref="Runtime.Messages.QmpTimeoutException">No agent answered.</exception>
    public async Task<QmpClient> ConnectGuestAgentAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (!_options.GuestAgent)
        {
            throw new InvalidOperationException("The guest has no port for an agent: set QemuOptions.GuestAgent");
        }

        var options = new QmpClientOptions
        {
            Handshake = QmpHandshake.GuestAgent,
            HandshakeTimeout = timeout ?? TimeSpan.FromSeconds(30),
            LoggerFactory = _options.LoggerFactory,
        };
        IQmpTransport transport = await QmpTransports.ConnectAsync(QmpAddress.Unix(_launch.Folder.PathOf(QemuCommandLine.AgentSocket)), null, cancellationToken).ConfigureAwait(false);
        return await QmpClient.ConnectAsync(transport, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the program if it still runs (<see cref="QemuOptions.StopOnDispose"/>), closes the clients and removes the folder.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_disposeGate)
        {
            return new ValueTask(_disposing ??= CloseAsync());
        }
    }

    private async Task<QemuStopResult> StopByStepsAsync(QemuStopOptions options, CancellationToken cancellationToken)
    {
        await _stopping.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            QemuStopStep step = await _ladder.RunAsync(options, cancellationToken).ConfigureAwait(false);
            return new QemuStopResult(step, await Exited.ConfigureAwait(false));
        }
        finally
        {
            _stopping.Release();
        }
    }

    private async Task CloseAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        await StopByStepsAsync(_options.StopOnDispose, CancellationToken.None).ConfigureAwait(false);
        await _launch.Client.DisposeAsync().ConfigureAwait(false);
        await _launch.Monitor.DisposeAsync().ConfigureAwait(false);
        if (_launch.Console is { } console)
        {
            await console.DisposeAsync().ConfigureAwait(false);
        }

        _launch.Program.Dispose();
        _launch.RemoveFolder();
    }

    private async Task<QemuExit> FollowAsync()
    {
        await _launch.Program.Exited.ConfigureAwait(false);
        await _watch.WhenEndedAsync().ConfigureAwait(false);
        QemuExit exit = _launch.Program.ToExit(_ladder.Step, _watch.Reason, _watch.ByGuest);
        QemuMetrics.Ended(exit);
        if (exit.RequestedBy == QemuStopStep.None && !exit.IsClean)
        {
            QemuLog.EndedUnasked(_logger, ProcessId, exit.ToString(), _launch.ShownCommandLine);
        }
        else
        {
            QemuLog.Ended(_logger, ProcessId, exit.ToString());
        }

        return exit;
    }
}
