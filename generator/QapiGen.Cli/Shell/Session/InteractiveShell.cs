using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Cli.Shell.Editing;
using QapiGen.Cli.Shell.Input;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Cli.Shell.Session;

/// <summary>Talks with a person: reads lines, prints results, and events above the line as they come.</summary>
internal sealed class InteractiveShell
{
    private readonly ITerminal _terminal;
    private readonly ShellSession _session;
    private readonly ShellPrinter _printer;
    private readonly LineHistory _history;
    private readonly LineEditor _editor;
    private readonly ShellBuiltins _builtins;
    private readonly string _prompt;

    /// <summary>Makes a shell.</summary>
    /// <param name="terminal">Where the person is.</param>
    /// <param name="session">The connection.</param>
    /// <param name="history">Lines of earlier sessions; new ones are added.</param>
    /// <param name="colors">Whether to colour.</param>
    public InteractiveShell(ITerminal terminal, ShellSession session, LineHistory history, bool colors)
    {
        _terminal = terminal;
        _session = session;
        _history = history;
        _printer = new ShellPrinter(colors);
        _editor = new LineEditor(terminal, history, new ShellCompleter(session.Catalog, ShellBuiltins.Names));
        _builtins = new ShellBuiltins(session, _editor, _printer, history, () => terminal.Width, colors);
        _prompt = Ansi.Paint(session.Kind == ServerKind.GuestAgent ? "qga> " : "qmp> ", AnsiStyle.Bold, colors);
    }

    /// <summary>Runs until the person leaves or the server closes the connection.</summary>
    public async Task<int> RunAsync(string greeting, CancellationToken cancellationToken)
    {
        _editor.Print(greeting);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using QmpEventSubscription<QmpEvent> events = _session.Client.Events();
        Task printing = PrintEventsAsync(events);
        Task watching = CancelAtEndAsync(ended);
        int exitCode = await ReadLoopAsync(ended.Token).ConfigureAwait(false);
        events.Dispose();
        await printing.ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        return exitCode;
    }

    private async Task<int> ReadLoopAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            string? line;
            try
            {
                line = await ReadWholeAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return ReportEnd();
            }

            if (line is null)
            {
                return ExitCodes.Success;
            }

            _history.Add(line);
            if (line.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            if (ShellBuiltins.IsBuiltin(line, _session.Catalog))
            {
                if (!await RunCancellableAsync(token => _builtins.RunAsync(line, token), cancellationToken).ConfigureAwait(false))
                {
                    return ExitCodes.Success;
                }
            }
            else
            {
                await RunCancellableAsync(token => ExecuteAsync(line, token), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // JSON goes on over several lines until its brackets are closed.
    private async Task<string?> ReadWholeAsync(CancellationToken cancellationToken)
    {
        string? line = await _editor.ReadLineAsync(_prompt, cancellationToken).ConfigureAwait(false);
        while (line is not null && line.TrimStart().StartsWith('{') && ShellTokenizer.Tokenize(line) is [{ IsComplete: false }])
        {
            string? more = await _editor.ReadLineAsync("...> ", cancellationToken).ConfigureAwait(false);
            if (string.IsNullOrEmpty(more))
            {
                return string.Empty;
            }

            line += " " + more;
        }

        return line;
    }

    // While a command runs, Ctrl-C stops waiting for it; other keys are kept for the next line.
    private async Task<bool> RunCancellableAsync(Func<CancellationToken, Task<bool>> run, CancellationToken cancellationToken)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task watching = _editor.WatchForCancelAsync(cancel, done.Token);
        try
        {
            return await run(cancel.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _editor.Print(cancellationToken.IsCancellationRequested ? string.Empty : "(gave up waiting; the server may still do it)");
            return true;
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
        }
    }

    private async Task<bool> ExecuteAsync(string line, CancellationToken cancellationToken)
    {
        ShellRequest? request = null;
        try
        {
            request = _session.Requests.Read(line);
            JsonElement result = await _session.ExecuteAsync(request, cancellationToken).ConfigureAwait(false);
            _editor.Print(result.ValueKind == JsonValueKind.Undefined ? "(no answer is expected)" : _printer.Result(result, _terminal.Width));
        }
        catch (InputException e)
        {
            _editor.Print(_printer.Fault(e));
        }
        catch (QmpErrorException e)
        {
            _editor.Print(_printer.Error(e, request?.Hint));
        }
        catch (QmpConnectionException)
        {
            // The loop ends with the connection and says why.
        }
        catch (Exception e) when (e is TimeoutException or QmpProtocolException)
        {
            _editor.Print(_printer.Fault(e.Message));
        }

        return true;
    }

    private async Task PrintEventsAsync(QmpEventSubscription<QmpEvent> events)
    {
        try
        {
            await foreach (QmpEvent data in events.ConfigureAwait(false))
            {
                if (_builtins.ShowsEvents)
                {
                    _editor.Print(_printer.Event(data));
                }
            }
        }
        catch (QmpConnectionException)
        {
            // Reported once, by the loop.
        }
    }

    private async Task CancelAtEndAsync(CancellationTokenSource ended)
    {
        try
        {
            await _session.Client.Completion.WaitAsync(ended.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QmpConnectionException or OperationCanceledException)
        {
        }

        await ended.CancelAsync().ConfigureAwait(false);
    }

    private int ReportEnd()
    {
        _editor.Print("The server closed the connection.");
        return ExitCodes.Success;
    }
}
