using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting;

/// <summary>One place where a service can be reached, and the question whether it really can.</summary>
internal sealed record HostedEndpoint(string Description, Func<EndPoint?> EndPoint, bool UsesTls, Func<bool> IsThere)
{
    /// <summary>What a client would find wrong, or null.</summary>
    /// <param name="service">What should answer there; asking takes no client's place.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    public async ValueTask<string?> FindFaultAsync(QmpService service, CancellationToken cancellationToken)
    {
        switch (EndPoint())
        {
            case UnixDomainSocketEndPoint unix:
                return await KnockAsync(unix, service, cancellationToken).ConfigureAwait(false);
            case IPEndPoint tcp:
                return IsListenedOn(tcp) ? null : $"nobody listens on {Description}";
            default:
                return null;
        }
    }

    private async ValueTask<string?> KnockAsync(UnixDomainSocketEndPoint endPoint, QmpService service, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using QmpServiceProbe probe = service.ExpectProbe(socket);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            if (QmpPeerCredentials.Of(socket) is { ProcessId: > 0 and var process } && process != Environment.ProcessId)
            {
                return $"another process, {process}, listens on {Description}";
            }

            var stream = new NetworkStream(socket);
            await using (stream.ConfigureAwait(false))
            {
                return UsesTls ? await HealthKnock.FindFaultOfTlsAsync(stream, Description, cancellationToken).ConfigureAwait(false)
                    : service.Options.Dialect == QmpServiceDialect.Monitor ? await HealthKnock.FindFaultOfGreetingAsync(stream, Description, cancellationToken).ConfigureAwait(false)
                    : await HealthKnock.FindFaultOfSilenceAsync(stream, Description, probe, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (SocketException e)
        {
            return UnixConnectFailure.Describe(Description, endPoint.ToString(), e).Message;
        }
        catch (IOException e)
        {
            return $"{Description} breaks connections: {e.Message}";
        }
        catch (OperationCanceledException)
        {
            return $"{Description} doesn't answer";
        }
    }

    // Asks the system, so that no connection has to be made: a TLS handshake that comes to nothing would be logged each time.
    private static bool IsListenedOn(IPEndPoint endPoint)
    {
        try
        {
            return IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(active => active.Port == endPoint.Port);
        }
        catch (Exception e) when (e is NetworkInformationException or PlatformNotSupportedException)
        {
            return true;
        }
    }
}
