using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Transport;

/// <summary>Listens for peers on an address.</summary>
/// <remarks>
/// A Unix socket is made with mode 0600 and removed at the end, if it is still this listener's. TCP without TLS is loopback only unless allowed by name.
/// The protocol's roles don't depend on who listens (QMP spec 1): a client may listen for servers, too.
/// </remarks>
public abstract class QmpListener : IAsyncDisposable
{
    private protected QmpListener(QmpAddress address) => Address = address;

    /// <summary>Where it listens, with the port that the system has chosen.</summary>
    public QmpAddress Address { get; }

    /// <summary>Begins to listen; a peer may connect from the moment this returns.</summary>
    /// <param name="address">Where. A Unix socket left behind by a process that is gone is replaced; anything else in its place stays.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="QmpConnectionException">The address can't be listened on; the inner exception says why.</exception>
    /// <exception cref="InvalidOperationException">The certificate for TLS isn't one for servers. Or: TCP without TLS on an address that isn't loopback, or TLS without a certificate.</exception>
    public static QmpListener Bind(QmpAddress address, QmpListenOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new QmpListenOptions();
        return Bound<QmpListener>(address, () => address.Kind switch
        {
            QmpAddressKind.Unix => UnixListener.Open(address, options),
            QmpAddressKind.Tcp => BindTcp(address, options),
            _ => new PipeListener(address),
        });
    }

    /// <summary>Runs what binds to an address.</summary>
    /// <exception cref="QmpConnectionException">It fails.</exception>
    internal static T Bound<T>(QmpAddress address, Func<T> bind)
    {
        try
        {
            return bind();
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new QmpConnectionException($"Listening on {address} failed: {e.Message}", e);
        }
    }

    /// <summary>Waits for the next peer.</summary>
    /// <param name="cancellationToken">Ends the wait; the listener goes on.</param>
    /// <exception cref="ObjectDisposedException">The listener has been closed.</exception>
    /// <exception cref="QmpConnectionException">This peer's connection failed, in TLS for example; the next may succeed.</exception>
    public abstract ValueTask<IQmpTransport> AcceptAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits for the next peer, but not for what it then has to do: a peer that is slow in TLS holds up no other.</summary>
    internal virtual async ValueTask<AcceptedPeer> AcceptUnfinishedAsync(CancellationToken cancellationToken) =>
        new(await AcceptAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Stops listening. Accepted connections stay.</summary>
    public abstract ValueTask DisposeAsync();

    private static TcpSocketListener BindTcp(QmpAddress address, QmpListenOptions options)
    {
        if (address.UsesTls && options.Tls?.Server is null)
        {
            throw new InvalidOperationException($"{address} asks for TLS, and there is no certificate: set QmpListenOptions.Tls.Server");
        }

        if (options.Tls?.Server is { ServerCertificate: null, ServerCertificateContext: null, ServerCertificateSelectionCallback: null })
        {
            throw new InvalidOperationException($"{address}: QmpListenOptions.Tls.Server has no certificate");
        }

        if (CertificateOf(options.Tls?.Server) is { } certificate && (CertificatePurposes.WhyNotOfServer(certificate) ?? WhyNoKey(certificate)) is { } fault)
        {
            throw new InvalidOperationException($"{address}: the certificate '{certificate.Subject}' {fault}");
        }

        IPAddress ip = ResolveLocal(address.Path);
        if (!IPAddress.IsLoopback(ip) && options.Tls?.Server is null && !options.AllowRemoteWithoutTls)
        {
            throw new InvalidOperationException($"{address} can be reached from other hosts; use TLS, a loopback address, or allow it by name");
        }

        return TcpSocketListener.Open(new IPEndPoint(ip, address.Port), options, address.UsesTls);
    }

    // One that is chosen for each connection is seen then.
    internal static X509Certificate2? CertificateOf(SslServerAuthenticationOptions? options) =>
        options is not { ServerCertificateSelectionCallback: null } ? null : options.ServerCertificateContext?.TargetCertificate ?? options.ServerCertificate as X509Certificate2;

    private static string? WhyNoKey(X509Certificate2 certificate) => certificate.HasPrivateKey ? null : "has no private key, which a server needs";

    private static IPAddress ResolveLocal(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.Any,
        _ => IPAddress.TryParse(host, out IPAddress? ip) ? ip : Dns.GetHostAddresses(host)[0],
    };
}

/// <summary>How a <see cref="QmpListener"/> listens.</summary>
public sealed class QmpListenOptions
{
    /// <summary>TLS for TCP; null for none.</summary>
    public QmpTlsOptions? Tls { get; init; }

    /// <summary>Whether TCP without TLS may listen on addresses that aren't loopback. Anyone who reaches such a port controls the server.</summary>
    public bool AllowRemoteWithoutTls { get; init; }

    /// <summary>Connections that may wait to be accepted.</summary>
    public int Backlog { get; init; } = 128;

    /// <summary>The time by which descriptors that peers pass over a Unix socket are kept; null if none are taken.</summary>
    internal TimeProvider? DescriptorTime { get; private init; }

    /// <summary>What closes them.</summary>
    internal DescriptorCloser DescriptorCloser { get; private init; } = DescriptorCloser.Shared;

    internal QmpListenOptions WithDescriptors(TimeProvider time, DescriptorCloser closer) =>
        new() { Tls = Tls, AllowRemoteWithoutTls = AllowRemoteWithoutTls, Backlog = Backlog, DescriptorTime = time, DescriptorCloser = closer };
}
