using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Tracing;
using QapiGen.Runtime.Transport;

namespace QapiGen.Qemu.Processes;

/// <summary>One start: everything that has to be undone if it fails.</summary>
internal sealed class QemuLaunch
{
    /// <summary>How long a program may take to end whose connection has ended.</summary>
    private static readonly TimeSpan ExitWait = TimeSpan.FromSeconds(5);

    private readonly QemuOptions _options;
    private readonly List<QmpListener> _listeners = [];
    private readonly List<IAsyncDisposable> _opened = [];
    private readonly LeftProcesses _left;
    private CommandLineSecrets _secrets = new([]);

    public QemuLaunch(QemuOptions options)
    {
        _options = options;
        Kind = options.Kind ?? ProgramFile.KindOf(options.Program);
        Logger = SafeLogger.For(options.LoggerFactory.CreateLogger(QemuLog.Category));
        _left = new LeftProcesses(Logger, options.StopOnDispose);
    }

    public QemuProgramKind Kind { get; }

    public ILogger Logger { get; }

    public PrivateFolder Folder { get; private set; } = null!;

    public RunningProgram Program { get; private set; } = null!;

    public string CommandLine { get; private set; } = string.Empty;

    /// <summary>The command line for logs and messages: without its secrets.</summary>
    public string ShownCommandLine { get; private set; } = string.Empty;

    public bool EndsWithParent { get; private set; }

    public QmpClient Client { get; private set; } = null!;

    public QmpClient Monitor { get; private set; } = null!;

    public QemuConsole? Console { get; private set; }

    /// <summary>Starts, and talks until both monitors have negotiated.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _options.Check();
            Folder = PrivateFolder.Create(_options.FolderParent);
            QmpListener client = Listen(QemuCommandLine.ClientSocket);
            QmpListener monitor = Listen(QemuCommandLine.MonitorSocket);
            QmpListener? console = _options.SerialConsole && Kind == QemuProgramKind.Emulator ? Listen(QemuCommandLine.ConsoleSocket) : null;
            await StartProgramAsync().ConfigureAwait(false);
            await ConnectAsync(client, monitor, console, cancellationToken).ConfigureAwait(false);
            foreach (QmpListener listener in _listeners)
            {
                await listener.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            await UndoAsync().ConfigureAwait(false);
            QemuMetrics.StartFailed();
            QemuLog.StartFailed(Logger, _options.Program, QmpDiagnostics.OneLine(e.Message));
            throw;
        }
    }

    /// <summary>Removes the folder, or says in the log that it stays.</summary>
    public void RemoveFolder()
    {
        try
        {
            Folder?.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            QemuLog.FolderStays(Logger, e, Folder.Path);
        }
    }

    private QmpListener Listen(string name)
    {
        QmpListener listener = QmpListener.Bind(QmpAddress.Unix(Folder.PathOf(name)));
        _listeners.Add(listener);
        return listener;
    }

    private async Task StartProgramAsync()
    {
        string path = ProgramFile.Find(_options.Program)
            ?? throw new QemuStartException(_options.Program.Contains('/', StringComparison.Ordinal) ? $"There is no program '{_options.Program}'" : $"'{_options.Program}' is not on the search path");
        List<string> arguments = QemuCommandLine.Build(_options, Kind, Folder);
        CommandLine = QemuCommandLine.Quote([path, .. arguments]);
        _secrets = new CommandLineSecrets(arguments);
        ShownCommandLine = QemuCommandLine.Quote([path, .. _secrets.Arguments]);
        var start = new ProcessStartInfo(path, arguments) { WorkingDirectory = _options.WorkingDirectory ?? string.Empty };
        foreach ((string name, string? value) in _options.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            ParentGuardKind guard = _options.ExitWithParent ? await ParentGuard.AddAsync(start, Kind, Folder.Path).ConfigureAwait(false) : ParentGuardKind.None;
            EndsWithParent = guard != ParentGuardKind.None;
            if (!EndsWithParent)
            {
                // The program goes on without this process, and may use what is in it.
                Folder.Disown();
            }

            Program = await RunningProgram.StartAsync(start, new OutputTail(_options.KeptOutputBytes, OnLine()), guard == ParentGuardKind.Watcher, _left).ConfigureAwait(false);
        }
        catch (Exception e) when (e is Win32Exception or OutOfMemoryException)
        {
            // No memory is also what the lack of a thread is called.
            throw Failure($"'{path}' can't be run: {e.Message}", null, e);
        }

        QemuLog.CommandLine(Logger, Program.Id, ShownCommandLine);
        if (_options.ExitWithParent && !EndsWithParent)
        {
            QemuLog.Unguarded(Logger, Program.Id);
        }
    }

    private Action<string>? OnLine()
    {
        bool logs = Logger.IsEnabled(LogLevel.Debug);
        Action<string>? listener = _options.OnOutput;
        return !logs ? listener : line =>
        {
            QemuLog.Output(Logger, Program?.Id ?? 0, QmpDiagnostics.OneLine(_secrets.Hide(line)));
            listener?.Invoke(line);
        };
    }

    private async Task ConnectAsync(QmpListener client, QmpListener monitor, QmpListener? console, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.StartTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        Task connecting = TalkAsync(client, monitor, console, either.Token);
        try
        {
            if (await Task.WhenAny(connecting, Program.Exited).ConfigureAwait(false) == Program.Exited)
            {
                await either.CancelAsync().ConfigureAwait(false);
                await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw Failure($"'{_options.Program}' ended before it could be talked to: {Program.ToExit(QemuStopStep.None)}", Program.ToExit(QemuStopStep.None), null);
            }

            await connecting.ConfigureAwait(false);
            if (_left.OtherThan(Program.Id) is { } other)
            {
                Program.Watch(other);
                if (Program.HasEnded)
                {
                    await Program.Exited.ConfigureAwait(false);
                    throw Failure($"'{_options.Program}' ended and left process {other.Id} running, which has been ended, too: a script that starts QEMU has to become it (exec)", Program.ToExit(QemuStopStep.None), null);
                }
            }
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Program.Kill();
            await Program.Exited.ConfigureAwait(false);
            throw Failure($"'{_options.Program}' did not connect and negotiate within {_options.StartTimeout}", Program.ToExit(QemuStopStep.Kill), e);
        }
        catch (Exception e) when (e is QmpConnectionException or QmpProtocolException or QmpTimeoutException)
        {
            if (e is QmpConnectionException { InnerException: not QmpProtocolException })
            {
                await Task.WhenAny(Program.Exited, Task.Delay(ExitWait, CancellationToken.None)).ConfigureAwait(false);
            }

            bool hadEnded = Program.Exited.IsCompleted;
            Program.Kill();
            await Program.Exited.ConfigureAwait(false);
            QemuExit exit = Program.ToExit(hadEnded ? QemuStopStep.None : QemuStopStep.Kill);
            throw Failure(hadEnded ? $"'{_options.Program}' ended during the handshake: {exit}" : $"'{_options.Program}' can't be talked to: {e.Message}", exit, e);
        }
    }

    /// <summary>QEMU connects in the order of its options, but the order doesn't matter: each has a socket of its own.</summary>
    private async Task TalkAsync(QmpListener client, QmpListener monitor, QmpListener? console, CancellationToken token)
    {
        if (console is not null)
        {
            Console = new QemuConsole(await AcceptAsync(console, token).ConfigureAwait(false));
            _opened.Add(Console);
        }

        Client = await QmpClient.ConnectAsync(QmpWireLog.Wrap(await AcceptAsync(client, token).ConfigureAwait(false), _options.LoggerFactory), _options.Client, token).ConfigureAwait(false);
        _opened.Add(Client);
        var options = new QmpClientOptions { LoggerFactory = _options.LoggerFactory };
        Monitor = await QmpClient.ConnectAsync(await AcceptAsync(monitor, token).ConfigureAwait(false), options, token).ConfigureAwait(false);
        _opened.Add(Monitor);
        _left.Monitor = Monitor;
    }

    private async Task<IQmpTransport> AcceptAsync(QmpListener listener, CancellationToken token)
    {
        IQmpTransport transport = await listener.AcceptAsync(token).ConfigureAwait(false);
        _left.Add(transport);
        return transport;
    }

    /// <summary>Notes who has connected, or is about to, and hasn't been accepted; then nobody can.</summary>
    private async Task CloseAsync(QmpListener listener)
    {
        File.Delete(listener.Address.Path);
        try
        {
            while (true)
            {
                // What waits is accepted at once.
                using var nobody = new CancellationTokenSource();
                ValueTask<IQmpTransport> accepting = listener.AcceptAsync(nobody.Token);
                if (!accepting.IsCompleted)
                {
                    await nobody.CancelAsync().ConfigureAwait(false);
                }

                IQmpTransport transport = await accepting.ConfigureAwait(false);
                _left.Add(transport);
                await transport.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or QmpConnectionException)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }
    }

    private QemuStartException Failure(string message, QemuExit? exit, Exception? cause) =>
        new(_secrets.Hide(QemuStartException.Compose(message, ShownCommandLine, exit)), cause, CommandLine, exit);

    private async Task UndoAsync()
    {
        if (Program is not null)
        {
            Program.Kill();
            await Program.Exited.ConfigureAwait(false);
        }

        foreach (QmpListener listener in _listeners)
        {
            await CloseAsync(listener).ConfigureAwait(false);
        }

        if (Program is not null)
        {
            await _left.EndAsync(Program.Id).ConfigureAwait(false);
            Program.Dispose();
        }

        foreach (IAsyncDisposable opened in _opened)
        {
            await opened.DisposeAsync().ConfigureAwait(false);
        }

        RemoveFolder();
    }
}
