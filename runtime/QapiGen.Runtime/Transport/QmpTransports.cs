using System;
using System.IO;
using System.IO.Pipelines;
using System.IO.Pipes;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Transport;

/// <summary>Makes transports: to an address, over streams, in memory.</summary>
public static class QmpTransports
{
    /// <summary>Connects to a listening peer.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="tls">TLS for TCP; null for none, or, where the address asks for it, for TLS as this machine trusts.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="QmpConnectionException">There is no connection to be had; <see cref="QmpConnectionException.Failure"/> says why.</exception>
    public static ValueTask<IQmpTransport> ConnectAsync(QmpAddress address, QmpTlsOptions? tls = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ConnectAsync(address, tls, isForAgent: false, cancellationToken);
    }

    /// <summary>Connects to a listening peer within a time: one that is away, or takes the connection and is silent where TLS is to be agreed on, keeps nobody waiting.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="tls">TLS for TCP; null for none, or, where the address asks for it, for TLS as this machine trusts.</param>
    /// <param name="timeout">How long it may take, TLS included; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="timeProvider">Whose time that is; null for the system's.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="QmpConnectionException">There is no connection to be had; <see cref="QmpConnectionException.Failure"/> says why.</exception>
    /// <exception cref="QmpTimeoutException">The time is over.</exception>
    public static ValueTask<IQmpTransport> ConnectAsync(
        QmpAddress address,
        QmpTlsOptions? tls,
        TimeSpan timeout,
        TimeProvider? timeProvider,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ConnectAsync(address, tls, isForAgent: false, timeout, timeProvider ?? TimeProvider.System, cancellationToken);
    }

    /// <inheritdoc cref="ConnectAsync(QmpAddress, QmpTlsOptions?, TimeSpan, TimeProvider?, CancellationToken)"/>
    /// <param name="address">Where it listens.</param>
    /// <param name="tls">TLS for TCP; null for none, or, where the address asks for it, for TLS as this machine trusts.</param>
    /// <param name="isForAgent">Whether a guest agent is looked for there: what may help is another thing then.</param>
    /// <param name="timeout">How long it may take, TLS included.</param>
    /// <param name="timeProvider">Whose time that is.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    internal static async ValueTask<IQmpTransport> ConnectAsync(
        QmpAddress address,
        QmpTlsOptions? tls,
        bool isForAgent,
        TimeSpan timeout,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await ConnectAsync(address, tls, isForAgent, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new QmpTimeoutException(
                address.UsesTls || tls?.Client is not null
                    ? $"{address} has not taken the connection and agreed on TLS within {timeout}. Does it speak TLS?"
                    : $"{address} has not taken the connection within {timeout}",
                e);
        }
    }

    /// <summary>Connects to a listening peer.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="tls">TLS for TCP; null for none, or, where the address asks for it, for TLS as this machine trusts.</param>
    /// <param name="isForAgent">Whether a guest agent is looked for there: what may help is another thing then.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    internal static async ValueTask<IQmpTransport> ConnectAsync(QmpAddress address, QmpTlsOptions? tls, bool isForAgent, CancellationToken cancellationToken)
    {
        try
        {
            return address.Kind switch
            {
                QmpAddressKind.Unix => await ConnectUnixAsync(address, cancellationToken).ConfigureAwait(false),
                QmpAddressKind.Tcp => await ConnectTcpAsync(address, tls, cancellationToken).ConfigureAwait(false),
                _ => await ConnectPipeAsync(address, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or UnauthorizedAccessException or ArgumentException or TimeoutException)
        {
            throw ConnectFailure.For(address, e, isForAgent);
        }
    }

    /// <summary>A transport over one stream, which it owns.</summary>
    /// <param name="stream">The stream, in both directions.</param>
    /// <param name="description">The address, for people.</param>
    /// <param name="peer">
    /// Who is at its other end; null for what the stream itself says. Sockets and pipes do. Of other streams, such as a WebSocket's or the console's, nobody
    /// knows where they lead to: a server takes their clients for those of the network, unless <see cref="QmpPeer.Local"/> is said here.
    /// </param>
    public static IQmpTransport FromStream(Stream stream, string description = "stream", QmpPeer? peer = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new StreamTransport(stream, stream, description, peer);
    }

    /// <summary>A transport over two streams, which it owns: standard input and output of a process, for example.</summary>
    /// <param name="input">What is read.</param>
    /// <param name="output">What is written.</param>
    /// <param name="description">The address, for people.</param>
    /// <param name="peer">Who is at their other end; null for what the input itself says, as in <see cref="FromStream"/>.</param>
    public static IQmpTransport FromStreams(Stream input, Stream output, string description = "streams", QmpPeer? peer = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        return new StreamTransport(input, output, description, peer);
    }

    /// <summary>A transport over a connected socket, which it owns. Over a Unix socket it can pass descriptors.</summary>
    public static IQmpTransport FromSocket(Socket socket, string description = "socket")
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            return FromStream(new LingeringStream(socket), description);
        }

        _ = DescriptorRefusal.Apply(socket.Handle);
        return new SocketTransport(socket, description);
    }

    /// <summary>Two transports in memory, each the peer of the other.</summary>
    /// <param name="scheduler">
    /// Where a reader goes on when the other end has written: null for the thread pool; <see cref="PipeScheduler.Inline"/> for the writer's
    /// own thread, which is faster, but lets the writer wait while the reader works.
    /// </param>
    /// <param name="client">
    /// Whom the server sees as its client; null for this process itself, which counts as local. Who passes on what somebody else wants, from the network
    /// perhaps, says here who that is, and makes one connection for each.
    /// </param>
    public static (IQmpTransport Client, IQmpTransport Server) CreateInMemoryPair(PipeScheduler? scheduler = null, QmpPeer? client = null)
    {
        Pipe toServer = CreatePipe(scheduler);
        Pipe toClient = CreatePipe(scheduler);
        bool readsOnThreadPool = scheduler is null || scheduler == PipeScheduler.ThreadPool;
        var near = new InMemoryTransport(toClient.Reader, toServer.Writer, "memory:client", readsOnThreadPool);
        var far = new InMemoryTransport(toServer.Reader, toClient.Writer, "memory:server", readsOnThreadPool) { Peer = near, Identity = client ?? QmpPeer.Local };
        near.Peer = far;
        return (near, far);
    }

    private static Pipe CreatePipe(PipeScheduler? scheduler) => new(new System.IO.Pipelines.PipeOptions(
        readerScheduler: scheduler ?? new InMemoryScheduler(),
        writerScheduler: scheduler ?? PipeScheduler.ThreadPool,
        useSynchronizationContext: false));

    private static async ValueTask<IQmpTransport> ConnectUnixAsync(QmpAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _ = DescriptorRefusal.Apply(socket.Handle);
        try
        {
            await socket.ConnectAsync(UnixSocketPath.ToEndPoint(address.Path), cancellationToken).ConfigureAwait(false);
            return new SocketTransport(socket, address.ToString());
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<IQmpTransport> ConnectTcpAsync(QmpAddress address, QmpTlsOptions? tls, CancellationToken cancellationToken)
    {
        // What a server says of it is an alert without a word, if it comes through at all.
        if (tls?.Client is { } own && CertificatePurposes.WhyNotOfClient(own) is { } fault)
        {
            throw new AuthenticationException(fault);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Path, address.Port, cancellationToken).ConfigureAwait(false);
            var stream = new LingeringStream(socket);
            return (tls?.Client ?? (address.UsesTls ? new SslClientAuthenticationOptions() : null)) is { } options
                ? FromStream(await SecureAsync(stream, address, options, cancellationToken).ConfigureAwait(false), address.ToString())
                : FromStream(stream, address.ToString());
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<Stream> SecureAsync(
        NetworkStream stream,
        QmpAddress address,
        SslClientAuthenticationOptions options,
        CancellationToken cancellationToken)
    {
        var secure = new SslStream(stream);
        try
        {
            await secure.AuthenticateAsClientAsync(TlsClientOptions.For(options, address.Path), cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask<IQmpTransport> ConnectPipeAsync(QmpAddress address, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(".", address.Path, PipeDirection.InOut, PipeOptionsForStreams);
        try
        {
            await pipe.ConnectAsync(PipePatience, cancellationToken).ConfigureAwait(false);
            return FromStream(pipe, address.ToString());
        }
        catch
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A server that has just taken somebody may not have made the next instance of its pipe yet; without a time, connecting waits for ever.</summary>
    private static readonly TimeSpan PipePatience = TimeSpan.FromMilliseconds(500);

    private const System.IO.Pipes.PipeOptions PipeOptionsForStreams = System.IO.Pipes.PipeOptions.Asynchronous;
}
