using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Client;

/// <summary>Connects to an address, and waits until somebody listens there.</summary>
internal static class ConnectWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Connects.</summary>
    /// <exception cref="QmpConnectionException">There is no connection to be had, or none in time.</exception>
    public static async ValueTask<IQmpTransport> ConnectAsync(QmpAddress address, QmpTlsOptions? tls, QmpClientOptions options, CancellationToken token)
    {
        long start = options.TimeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                return await QmpTransports.ConnectAsync(address, tls, options.Handshake == QmpHandshake.GuestAgent, options.HandshakeTimeout, options.TimeProvider, token).ConfigureAwait(false);
            }
            catch (QmpConnectionException e) when (IsPassing(e.Failure) && IsTimeLeft(options, start))
            {
                await Task.Delay(Pause, options.TimeProvider, token).ConfigureAwait(false);
            }
        }
    }

    private static bool IsPassing(QmpConnectionFailure failure) =>
        failure is QmpConnectionFailure.NotFound or QmpConnectionFailure.Refused or QmpConnectionFailure.Busy;

    private static bool IsTimeLeft(QmpClientOptions options, long start) =>
        options.ConnectWait is { } wait && (wait == Timeout.InfiniteTimeSpan || options.TimeProvider.GetElapsedTime(start) < wait);
}
