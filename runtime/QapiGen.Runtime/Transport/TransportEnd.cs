using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>Leaves a transport at the end of a connection to a server, for the client and the proxy alike. Never fails.</summary>
internal static class TransportEnd
{
    /// <summary>Wakes who reads.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; one that can't be told to stop reading sees for itself when it is closed.")]
    public static void StopReading(IQmpTransport transport)
    {
        try
        {
            transport.Input.CancelPendingRead();
        }
        catch (Exception)
        {
        }
    }

    /// <summary>Closes it.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; the connection is at its end all the same, and whoever waits for that must learn it.")]
    public static async Task CloseAsync(IQmpTransport transport)
    {
        try
        {
            await transport.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It was broken already.
        }
    }
}
