using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Options;
using QapiGen.Cli.Output;
using QapiGen.Cli.Schemas;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Cli.Shell.Editing;
using QapiGen.Cli.Shell.Session;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen shell ADDRESS [COMMAND...]</c>: talks to a QMP server, with a person or from a script.</summary>
internal sealed class ShellCommand : Command, IHasExamples
{
    private readonly CliEnvironment _environment;
    private readonly SchemaOptions _options = new();
    private readonly Argument<QmpAddress> _address = new("ADDRESS")
    {
        Description = "Where the server listens: unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, pipe:NAME, or the path of a Unix socket",
        CustomParser = ParseAddress,
    };

    private readonly Argument<string[]> _words = new("COMMAND")
    {
        Description = "One command to run, with its arguments as NAME=VALUE or JSON; without it the shell reads lines",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _schema = new("--schema", "-s")
    {
        Description = "The server's schema: for documentation, and for arguments where the server can't tell (guest agent)",
        HelpName = "FILE",
    };

    // Without a value, so that none is proposed where a command's name is.
    private readonly Option<bool> _guestAgent = new("--guest-agent", "-g") { Description = "The server is a guest agent; default: whatever doesn't greet is taken for one", Arity = ArgumentArity.Zero };

    private readonly Option<double?> _timeout = OptionValues.Seconds("--timeout", "-t", null);

    private readonly Option<string> _wait = new("--wait", "-w")
    {
        Description = "After COMMAND, wait for this event and print its data; with MEMBER=VALUE, for one that has these values",
        HelpName = "EVENT",
    };

    private readonly TlsOptions _tls = new();

    /// <summary>Makes the command.</summary>
    public ShellCommand(CliEnvironment environment)
        : base("shell", "Talk to QEMU, its storage daemon, its guest agent, or any other QMP server.")
    {
        _environment = environment;
        _words.CompletionSources.Add(context => LiveNames.OfServer(context, environment, _address, KindOf(context.ParseResult), static catalog => catalog.CommandNames));
        _wait.CompletionSources.Add(context => LiveNames.OfServer(context, environment, _address, KindOf(context.ParseResult), static catalog => catalog.EventNames));
        Arguments.Add(_address);
        Arguments.Add(_words);
        Options.Add(_schema);
        Options.Add(_guestAgent);
        _timeout.Description = "Seconds to wait for the server, for each answer and for --wait";
        _timeout.HelpName = "SECONDS";
        Options.Add(_timeout);
        Options.Add(_wait);
        _options.AddTo(this);
        _tls.AddTo(this);
        SetAction(RunAsync);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen shell unix:/run/qmp.sock", "Read lines, with completion, history, help and events. Start with .help."),
        ("qapigen shell /run/qmp.sock query-jobs", "Run one command and print its result as JSON; exit code 1 if the server answers an error."),
        ("qapigen shell /run/qmp.sock block-commit device=d0 job-id=j --wait 'JOB_STATUS_CHANGE status=concluded'", "Run a command and wait for an event."),
        ("qapigen shell tcp:localhost:4444 --schema qapi/qapi-schema.json", "Use a schema for documentation."),
        ("qapigen shell tls:host.example:4444 --tls-ca ca.pem", "Over TLS, to a server whose certificate these authorities have signed."),
        ("qapigen shell /run/qga.sock --guest-agent guest-info", "Ask a guest agent."),
        ("qapigen shell /run/qmp.sock < script", "Run a script, one command a line, until the first error."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        TimeSpan? timeout = parsed.GetValue(_timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        ServerKind? kind = KindOf(parsed);
        string[] words = parsed.GetValue(_words) ?? [];
        QmpAddress address = parsed.GetValue(_address)!;
        QmpTlsOptions? tls = _tls.Read(parsed, address);
        EventPattern? awaited = parsed.GetValue(_wait) is not { } text ? null
            : EventPattern.Parse(text) ?? throw new CallException($"'{text}' is no event", "Write --wait \"JOB_STATUS_CHANGE status=concluded\".");
        if (awaited is not null && (words.Length == 0 || words[0].StartsWith('.')))
        {
            throw new CallException("--wait waits after a command of the server, and there is none", "Where lines are read there is .wait EVENT.");
        }

        SchemaFileCatalog? documented = ReadSchema(parsed, cancellationToken, out int? failure);
        if (failure is not null)
        {
            return failure.Value;
        }

        (QmpClient client, ServerKind found) = await ConnectionOpener.OpenAsync(
            _environment, new ConnectionOptions(address, kind, timeout, tls), cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = client.ConfigureAwait(false);
        try
        {
            ShellCatalog catalog = NeedsCatalog(words) || awaited is not null
                ? await CatalogLoader.FromServerAsync(client, found, documented, cancellationToken).ConfigureAwait(false)
                : ShellCatalog.Empty;
            var session = new ShellSession(client, found, catalog);
            return words.Length > 0 ? await new ScriptShell(_environment, session).RunOneAsync(words, awaited, timeout, cancellationToken).ConfigureAwait(false)
                : _environment.OpenTerminal is { } open ? await InteractAsync(open, session, cancellationToken).ConfigureAwait(false)
                : await new ScriptShell(_environment, session).RunScriptAsync(_environment.Input, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QmpConnectionException or QmpProtocolException or TimeoutException)
        {
            throw new CallException(e.Message);
        }
    }

    private SchemaFileCatalog? ReadSchema(ParseResult parsed, CancellationToken cancellationToken, out int? failure)
    {
        failure = null;
        if (parsed.GetValue(_schema) is not { } path)
        {
            return null;
        }

        ReadingSettings settings = _options.GetSettings(parsed, _environment);
        (SchemaRun run, failure) = FrontEnd.Require(_environment, path, settings.Dialect, settings.Includes, cancellationToken);
        return failure is null ? SchemaFileCatalog.From(run.Schema!, settings.Symbols) : null;
    }

    // Types are only needed to read NAME=VALUE; a name alone or JSON goes as it is.
    private static bool NeedsCatalog(string[] words) => words.Length == 0 || words[0].StartsWith('.') || (words.Length > 1 && !words[1].StartsWith('{'));

    private async Task<int> InteractAsync(Func<ITerminal> open, ShellSession session, CancellationToken cancellationToken)
    {
        var history = new LineHistory();
        var file = new HistoryFile(_environment.Files, _environment.GetVariable);
        file.Load(history);
        using ITerminal terminal = open();
        try
        {
            return await new InteractiveShell(terminal, session, history, _environment.ColorsOutput).RunAsync(Greet(session), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            file.Save(history);
        }
    }

    private static string Greet(ShellSession session)
    {
        string server = session.Client.Greeting is { } greeting ? $"QEMU {greeting.Version}" : "a guest agent";
        int count = session.Catalog.CommandNames.Count;
        return $"Connected to {server}{(count > 0 ? $", {count} commands" : "")}. Tab completes, .help explains, Ctrl-D leaves.";
    }

    /// <summary>Reads an address, or the path of a Unix socket; null if a text is neither.</summary>
    internal static QmpAddress? ParseAddress(string text) =>
        QmpAddress.TryParse(text, out QmpAddress? address) ? address
        : text.Length > 0 && !text.Contains(':', StringComparison.Ordinal) ? QmpAddress.Unix(text)
        : null;

    private ServerKind? KindOf(ParseResult parsed) => parsed.GetValue(_guestAgent) ? ServerKind.GuestAgent : null;

    private static QmpAddress? ParseAddress(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (ParseAddress(text) is { } address)
        {
            return address;
        }

        result.AddError(text.Contains(',', StringComparison.Ordinal) && !QmpAddress.TryParse(text, out _, out string? fault)
            ? fault
            : $"'{text}' is no address: write unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, pipe:NAME, or the path of a Unix socket.");
        return null;
    }
}
