using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Commands.Proxy;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Qemu.Monitors;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Transport;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen proxy --server ADDRESS --listen ADDRESS</c>: any number of clients on one monitor.</summary>
internal sealed class ProxyCommand : Command, IHasExamples
{
    /// <summary>What a server that doesn't read gets at the end, and then its clients: together less than the two seconds after which a tool that was told to end is ended.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(0.5);

    private readonly CliEnvironment _environment;
    private readonly Option<string> _server = new("--server") { Description = "Where the server listens: unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, pipe:NAME", HelpName = "ADDRESS", Required = true };
    private readonly Option<string[]> _listen = new("--listen", "-l") { Description = "Where clients connect; may be given several times", HelpName = "ADDRESS", Required = true };
    private readonly Option<bool> _readOnly = new("--read-only") { Description = "Let only commands pass that look (query-*, qom-get, qom-list ...), and those of --allow" };
    private readonly Option<string[]> _allow = new("--allow") { Description = "Commands that pass, separated by commas, * for any characters; default: all", HelpName = "PATTERNS" };
    private readonly Option<string[]> _deny = new("--deny") { Description = "Commands that don't pass, whatever else says so, nor as actions of transaction", HelpName = "PATTERNS" };
    private readonly Option<bool> _reconnect = new("--reconnect") { Description = "When the server goes, keep the clients and connect again, and wait for one that isn't there yet; default: end" };
    private readonly Option<bool> _direct = new("--direct") { Description = "Open a monitor of QEMU's own for each client instead of sharing one; from QEMU 11.1" };
    private readonly Option<string> _record = new("--record") { Description = "Record the conversation with the server, as QmpReplayServer plays it: all of it, passwords and other secrets included", HelpName = "FILE" };
    private readonly Option<string> _audit = new("--audit") { Description = "Append a line for each command: when, who, what, whether it passed. What can't be written down (full disk) doesn't pass", HelpName = "FILE" };

    /// <summary>Makes the command.</summary>
    public ProxyCommand(CliEnvironment environment)
        : base("proxy", "Share one monitor among any number of clients.")
    {
        _environment = environment;
        foreach (Option option in (Option[])[_server, _listen, _readOnly, _allow, _deny, _reconnect, _direct, _record, _audit])
        {
            Options.Add(option);
        }

        SetAction(RunAsync);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen proxy --server /run/qmp.sock --listen /run/shared.sock", "Each client has a greeting, ids and out-of-band of its own; events go to all."),
        ("qapigen proxy --server /run/qmp.sock --listen /run/look.sock --read-only", "For monitoring: what changes something doesn't exist there."),
        ("qapigen proxy --server /run/qmp.sock --listen /run/s.sock --deny 'quit,system_*,human-monitor-command' --audit audit.jsonl", "Write down who sent what, and keep some commands back; the monitor for people has its own words for them."),
        ("qapigen proxy --server /run/qmp.sock --listen /run/s.sock --direct --read-only", "With QEMU from 11.1: a monitor for each client, policy as before."),
        ("qapigen proxy --server /run/qmp.sock --listen /run/s.sock --record session.jsonl", "Record what is said to the server and what it answers."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        QmpAddress server = Address(parsed.GetValue(_server)!);
        QmpAddress[] listen = [.. parsed.GetValue(_listen)!.Select(Address)];
        using AuditFile? audit = parsed.GetValue(_audit) is { } path ? new AuditFile(FullPath(path), _environment.Error) : null;
        var options = new QmpProxyOptions
        {
            Policy = Policy(parsed),
            CloseTimeout = CloseTimeout,
            Reconnect = parsed.GetValue(_reconnect) ? new QmpReconnectOptions { MaxDelay = TimeSpan.FromSeconds(5) } : null,
            Audit = audit is null ? null : audit.Write,
        };
        foreach (string detour in options.Policy.Detours)
        {
            await _environment.Error.WriteLineAsync($"qapigen: warning: {detour} passes, by which most of what is denied can be done all the same; deny it, too").ConfigureAwait(false);
        }

        ProxyRecorder? recorder = parsed.GetValue(_record) is { } record ? new ProxyRecorder(FullPath(record)) : null;
        try
        {
            await using QmpClient? control = parsed.GetValue(_direct)
                ? await ConnectAsync(server, options, cancellationToken).ConfigureAwait(false)
                : null;
            QmpProxy proxy = control is null
                ? await new MonitorTaking(_environment, server, options.Reconnect).TakeAsync(
                    token => QmpProxy.StartAsync(async t => Wrap(recorder, await _environment.Connect(server, t).ConfigureAwait(false)), options, token), cancellationToken).ConfigureAwait(false)
                : await control.StartDirectProxyAsync(options, monitor => Wrap(recorder, monitor), cancellationToken).ConfigureAwait(false);
            await using System.Runtime.CompilerServices.ConfiguredAsyncDisposable closing = proxy.ConfigureAwait(false);
            foreach (QmpAddress address in listen)
            {
                await _environment.Output.WriteLineAsync(TerminalText.Escape($"Listening at {proxy.Listen(address)}")).ConfigureAwait(false);
            }

            await _environment.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            Task ended = await Task.WhenAny(proxy.Completion, control?.Completion ?? proxy.Completion).WaitAsync(cancellationToken).ConfigureAwait(false);
            await ended.ConfigureAwait(false);
            if (ended != proxy.Completion)
            {
                throw new QmpConnectionException($"The server is gone: {server} closed the connection");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how it ends.
        }
        catch (Exception e) when (e is QmpConnectionException or QmpProtocolException or QmpTimeoutException or QmpErrorException or InvalidOperationException or NotSupportedException)
        {
            throw new CallException(e.Message);
        }

        return ExitCodes.Success;
    }

    private static IQmpTransport Wrap(ProxyRecorder? recorder, IQmpTransport transport) => recorder?.Wrap(transport) ?? transport;

    /// <summary>Takes the one monitor that there is, over which the others are opened.</summary>
    private async Task<QmpClient> ConnectAsync(QmpAddress server, QmpProxyOptions options, CancellationToken cancellationToken)
    {
        if (options.Reconnect is not null)
        {
            throw new CallException("--direct and --reconnect exclude each other: a monitor of a client's own goes with QEMU, and the client with it");
        }

        return await new MonitorTaking(_environment, server, null).TakeAsync(
            async token => await QmpClient.ConnectAsync(await _environment.Connect(server, token).ConfigureAwait(false), new QmpClientOptions { CloseTimeout = CloseTimeout }, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    private QmpProxyPolicy Policy(ParseResult parsed)
    {
        IEnumerable<string> allowed = Patterns(parsed, _allow);
        return new QmpProxyPolicy(parsed.GetValue(_readOnly) ? allowed.Concat(QmpProxyPolicy.ReadOnlyCommands) : allowed, Patterns(parsed, _deny));
    }

    private static IEnumerable<string> Patterns(ParseResult parsed, Option<string[]> option) =>
        (parsed.GetValue(option) ?? []).SelectMany(static text => text.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static QmpAddress Address(string text) =>
        QmpAddress.TryParse(text, out QmpAddress? address, out string? fault) ? address
        : text.Length > 0 && !text.Contains(':', StringComparison.Ordinal) ? QmpAddress.Unix(text)
        : text.Contains(',', StringComparison.Ordinal) ? throw new CallException(fault)
        : throw new CallException($"'{text}' is no address: write unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, pipe:NAME, or the path of a Unix socket");

    private string FullPath(string path) => Path.GetFullPath(path, _environment.Files.CurrentDirectory);
}
