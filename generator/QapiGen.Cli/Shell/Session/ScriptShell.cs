using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Cli.Shell.Input;
using QapiGen.Runtime.Messages;

namespace QapiGen.Cli.Shell.Session;

/// <summary>Runs commands without a person: one from the argument line, or many from a script. Results go to the output, one JSON text each.</summary>
internal sealed class ScriptShell
{
    private const int LineWidth = 100;

    private readonly CliEnvironment _environment;
    private readonly ShellSession _session;
    private readonly ShellPrinter _errors;

    /// <summary>Makes a shell.</summary>
    public ScriptShell(CliEnvironment environment, ShellSession session)
    {
        _environment = environment;
        _session = session;
        _errors = new ShellPrinter(environment.ColorsError);
    }

    /// <summary>Runs one command, and waits for an event if one is asked for.</summary>
    /// <param name="words">The command and its arguments, as a shell has cut them.</param>
    /// <param name="awaited">The event whose next occurrence is printed after the result; null for none.</param>
    /// <param name="timeout">Deadline for that event; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int> RunOneAsync(IReadOnlyList<string> words, EventPattern? awaited, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (words[0].StartsWith('.'))
        {
            using var events = new ScriptEvents(_session.Client, timeout);
            return await RunBuiltinAsync(string.Join(' ', words), "Without a person", events, cancellationToken).ConfigureAwait(false);
        }

        ShellRequest? request = ReadOrReport(() =>
        {
            awaited?.Check(_session.Catalog);
            return _session.Requests.Read(words.Select(ShellToken.FromArgument).ToArray());
        });
        if (request is null)
        {
            return ExitCodes.Failure;
        }

        Task<QmpEvent>? wait = awaited is null ? null
            : _session.Client.WaitForEventAsync(awaited.Matches, timeout, cancellationToken);
        int exitCode = await ExecuteAsync(request, cancellationToken).ConfigureAwait(false);
        if (wait is not null && exitCode == ExitCodes.Success)
        {
            try
            {
                PrintValue(((RawQmpEvent)await wait.ConfigureAwait(false)).Data);
            }
            catch (QmpTimeoutException e)
            {
                throw new QmpTimeoutException($"{awaited} did not come within {timeout}", e);
            }
            catch (QmpConnectionException e)
            {
                throw new QmpConnectionException($"The connection was closed before {awaited} came", e);
            }
        }

        return exitCode;
    }

    /// <summary>Runs the lines of a script until its end or the first error. Blank lines and lines that begin with <c>#</c> are skipped.</summary>
    /// <param name="script">The lines. <c>.wait EVENT</c> waits for an event and prints its data, <c>.events</c> and <c>.commands</c> list what the server has.</param>
    /// <param name="timeout">Deadline of a wait; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int> RunScriptAsync(TextReader script, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var events = new ScriptEvents(_session.Client, timeout);
        int number = 0;
        while (await script.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            number++;
            if (line.AsSpan().Trim().IsEmpty || line.AsSpan().TrimStart()[0] == '#')
            {
                continue;
            }

            int exitCode;
            try
            {
                exitCode = await RunLineAsync(line.Trim(), events, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is QmpConnectionException or QmpProtocolException or TimeoutException)
            {
                throw new CallException(e.Message, $"in line {number}: {TerminalText.Escape(line.Trim())}");
            }

            if (exitCode != ExitCodes.Success)
            {
                await _environment.Error.WriteLineAsync($"in line {number}: {line.Trim()}").ConfigureAwait(false);
                return exitCode;
            }
        }

        return ExitCodes.Success;
    }

    private async Task<int> RunLineAsync(string line, ScriptEvents events, CancellationToken cancellationToken)
    {
        if (line[0] != '.')
        {
            ShellRequest? request = ReadOrReport(() => _session.Requests.Read(line));
            return request is null ? ExitCodes.Failure : await ExecuteAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return await RunBuiltinAsync(line, "In a script", events, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> RunBuiltinAsync(string line, string where, ScriptEvents events, CancellationToken cancellationToken)
    {
        string[] words = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        string rest = words.Length == 2 ? words[1].Trim() : string.Empty;
        if (words[0] is ".events" or ".commands")
        {
            IReadOnlyList<string> names = words[0] == ".events" ? _session.Catalog.EventNames : _session.Catalog.CommandNames;
            foreach (string name in NameFilter.Select(names, rest))
            {
                await _environment.Output.WriteLineAsync(TerminalText.Escape(name)).ConfigureAwait(false);
            }

            return ExitCodes.Success;
        }

        if (words[0] == ".wait" && EventPattern.Parse(rest) is { } pattern)
        {
            if (!Report(() => pattern.Check(_session.Catalog)))
            {
                return ExitCodes.Failure;
            }

            PrintValue((await events.WaitAsync(pattern, cancellationToken).ConfigureAwait(false)).Data);
            return ExitCodes.Success;
        }

        await _environment.Error.WriteLineAsync(
            _errors.Fault($"there is no '{TerminalText.Escape(line)}'", $"{where} the shell knows .wait EVENT [MEMBER=VALUE...], .events [PATTERN] and .commands [PATTERN].")).ConfigureAwait(false);
        return ExitCodes.Failure;
    }

    private ShellRequest? ReadOrReport(Func<ShellRequest> read)
    {
        ShellRequest? request = null;
        return Report(() => request = read()) ? request : null;
    }

    private bool Report(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (InputException e)
        {
            _environment.Error.WriteLine(_errors.Fault(e));
            return false;
        }
    }

    private async Task<int> ExecuteAsync(ShellRequest request, CancellationToken cancellationToken)
    {
        try
        {
            PrintValue(await _session.ExecuteAsync(request, cancellationToken).ConfigureAwait(false));
            return ExitCodes.Success;
        }
        catch (QmpErrorException e)
        {
            string? hint = request.Hint ?? await FindCommandHintAsync(request, e, cancellationToken).ConfigureAwait(false);
            await _environment.Error.WriteLineAsync(_errors.Error(e, hint)).ConfigureAwait(false);
            return ExitCodes.Findings;
        }
    }

    // A command without arguments is sent without asking for the schema, which is then only needed to explain.
    private async Task<string?> FindCommandHintAsync(ShellRequest request, QmpErrorException error, CancellationToken cancellationToken)
    {
        if (error.ErrorClass != QmpErrorClass.CommandNotFound || _session.Catalog.CommandNames.Count > 0)
        {
            return null;
        }

        ShellCatalog catalog = await CatalogLoader.FromServerAsync(_session.Client, _session.Kind, null, cancellationToken).ConfigureAwait(false);
        return Suggestions.DidYouMean(request.Command, catalog.CommandNames.Where(n => n != request.Command))
            ?? (catalog.CommandNames.Count > 0 ? "The command .commands lists all of them." : null);
    }

    private void PrintValue(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Undefined)
        {
            _environment.Output.WriteLine(
                _environment.OutputIsTerminal ? new JsonPrinter(LineWidth, _environment.ColorsOutput).Print(value) : JsonPrinter.Compact(value));
            _environment.Output.Flush();
        }
    }
}
