using System;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Cli.Shell.Session;

/// <summary>Connects to a server, and finds out whether it is a guest agent.</summary>
internal static class ConnectionOpener
{
    private static readonly TimeSpan DefaultHandshakeTimeout = TimeSpan.FromSeconds(30);

    // A silent server is more often a busy one than an agent, so the person shouldn't wait long for that answer.
    private static readonly TimeSpan GuessedHandshakeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Connects and goes through the handshake.</summary>
    /// <exception cref="CallException">There is no server, or none that speaks QMP.</exception>
    public static async Task<(QmpClient Client, ServerKind Kind)> OpenAsync(CliEnvironment environment, ConnectionOptions options, CancellationToken cancellationToken)
    {
        ServerKind kind = options.Kind ?? ServerKind.Qmp;
        try
        {
            IQmpTransport transport = await ConnectAsync(environment, options, cancellationToken).ConfigureAwait(false);
            if (options.Kind is null && !await GreetsAsync(transport, environment.GreetingWait, cancellationToken).ConfigureAwait(false))
            {
                kind = ServerKind.GuestAgent;
            }

            var clientOptions = new QmpClientOptions
            {
                Handshake = kind == ServerKind.GuestAgent ? QmpHandshake.GuestAgent : QmpHandshake.Greeting,
                HandshakeTimeout = options.Timeout ?? (kind != options.Kind && kind == ServerKind.GuestAgent ? GuessedHandshakeTimeout : DefaultHandshakeTimeout),
                CallTimeout = options.Timeout,
            };
            return (await QmpClient.ConnectAsync(transport, clientOptions, cancellationToken).ConfigureAwait(false), kind);
        }
        catch (QmpProtocolException e) when (IsQmpServer(e) && options.Kind is null)
        {
            // It was busy when it was taken for an agent, and greets now.
            return await OpenAsync(environment, options with { Kind = ServerKind.Qmp }, cancellationToken).ConfigureAwait(false);
        }
        catch (QmpProtocolException e) when (IsQmpServer(e))
        {
            throw new CallException($"{options.Address} is a QMP server, which greets, and no guest agent", "Leave --guest-agent out.");
        }
        catch (QmpConnectionException e) when (e.Failure is QmpConnectionFailure.Busy or QmpConnectionFailure.Denied)
        {
            // Somebody is there.
            throw new CallException(e.Message);
        }
        catch (Exception e) when (e is QmpConnectionException or QmpProtocolException or QmpErrorException)
        {
            string wanted = options.Kind == ServerKind.GuestAgent ? "guest agent" : "QMP server";
            throw new CallException($"no {wanted} at {options.Address}: {Reason(environment, options.Address, e)}", HintFor(options, e));
        }
        catch (TimeoutException)
        {
            bool hasGreeted = options.Kind is null && kind == ServerKind.Qmp;
            throw new CallException($"the server at {options.Address} doesn't answer", hasGreeted ? "It has greeted, as QEMU does, and said nothing since." : SilenceHint(options.Kind));
        }
    }

    /// <summary>Connects within the time that there is.</summary>
    /// <exception cref="CallException">The time is over.</exception>
    private static async Task<IQmpTransport> ConnectAsync(CliEnvironment environment, ConnectionOptions options, CancellationToken cancellationToken)
    {
        TimeSpan patience = options.Timeout ?? DefaultHandshakeTimeout;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            return options.Tls is null
                ? await environment.Connect(options.Address, deadline.Token).ConfigureAwait(false)
                : await QmpTransports.ConnectAsync(options.Address, options.Tls, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QmpTimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw options.Address.UsesTls || options.Tls is not null
                ? new CallException($"the server at {options.Address} has not taken the connection and agreed on TLS within {patience.TotalSeconds:0.#} s", "Does it speak TLS? Without it the address begins with tcp:.")
                : new CallException($"the server at {options.Address} has not taken the connection within {patience.TotalSeconds:0.#} s");
        }
    }

    // The bytes stay unread: this only looks whether there are any.
    private static async Task<bool> GreetsAsync(IQmpTransport transport, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(wait);
        try
        {
            ReadResult result = await transport.Input.ReadAsync(deadline.Token).ConfigureAwait(false);
            transport.Input.AdvanceTo(result.Buffer.Start);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Whether a server that was spoken to as an agent turned out to be none: the client then names the handshake that fits.</summary>
    private static bool IsQmpServer(QmpProtocolException e) =>
        e.Message.EndsWith($"{nameof(QmpHandshake)}.{nameof(QmpHandshake.Greeting)}", StringComparison.Ordinal);

    private static string Reason(CliEnvironment environment, QmpAddress address, Exception e) => (e as QmpConnectionException)?.Failure switch
    {
        QmpConnectionFailure.Refused when address.Kind == QmpAddressKind.Unix => "nobody listens there: it is the socket of a server that has ended, or no socket",
        QmpConnectionFailure.Refused => "nobody listens there",
        _ when address.Kind == QmpAddressKind.Unix && e.InnerException is SocketException && !environment.Files.FileExists(address.Path) => "there is no such socket",
        _ when address.Kind == QmpAddressKind.Pipe && e.InnerException is TimeoutException => "there is no such pipe, or it serves others",
        _ => (e.InnerException?.Message ?? e.Message).TrimEnd('.'),
    };

    private static string? HintFor(ConnectionOptions options, Exception e) =>
        e is not QmpConnectionException { Failure: QmpConnectionFailure.NotFound or QmpConnectionFailure.Refused } ? null
        : (options.Address.Kind, options.Kind) switch
        {
            (QmpAddressKind.Unix, ServerKind.GuestAgent) =>
                "Is QEMU running, and is this the socket of its agent's port (-chardev socket,path=PATH,server=on,wait=off,id=qga0)?",
            (QmpAddressKind.Unix, _) => "Is the server running, and is this its socket (-qmp unix:PATH,server=on,wait=off)?",
            (QmpAddressKind.Pipe, _) => null,
            (_, ServerKind.GuestAgent) => "Is QEMU running, and is this its agent's port (-chardev socket,host=HOST,port=PORT,server=on,wait=off,id=qga0)?",
            _ when e is QmpConnectionException { Failure: QmpConnectionFailure.Refused } => "Is the server running (-qmp tcp:HOST:PORT,server=on,wait=off)?",
            _ => null,
        };

    private static string SilenceHint(ServerKind? kind) => kind switch
    {
        ServerKind.GuestAgent => "Is the agent running in the guest?",
        ServerKind.Qmp => "It serves one client at a time: perhaps another one is connected.",
        _ => "It neither greets, as QEMU does, nor synchronises, as a guest agent does. It serves one client at a time: perhaps another one is connected.",
    };
}

/// <summary>Where and how to connect.</summary>
/// <param name="Address">Where the server listens.</param>
/// <param name="Kind">What it is; null to find out.</param>
/// <param name="Timeout">Deadline of connecting and of each command; null for none (connecting then has 30 seconds).</param>
/// <param name="Tls">How TLS is spoken; null for none, or, where the address asks for it, for TLS as this machine trusts.</param>
internal sealed record ConnectionOptions(QmpAddress Address, ServerKind? Kind, TimeSpan? Timeout, QmpTlsOptions? Tls = null);
