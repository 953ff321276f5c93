using System;
using System.Diagnostics.CodeAnalysis;

namespace QapiGen.Runtime.Transport;

/// <summary>What is said of transports, which may be anybody's.</summary>
internal static class TransportText
{
    /// <summary>A transport's description; what it is, if it can't say.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; nobody must fall over its name.")]
    public static string Describe(IQmpTransport transport)
    {
        try
        {
            return transport.Description;
        }
        catch (Exception)
        {
            return transport.GetType().Name;
        }
    }

    /// <summary>The same of a client's, with its process and user where the system tells.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; nobody must fall over its name.")]
    public static string DescribePeer(IQmpTransport transport)
    {
        string description = Describe(transport);
        try
        {
            return (transport as IQmpPeerTransport)?.GetPeerFeature<QmpPeerCredentials>() is { } who ? $"{description} (process {who.ProcessId}, user {who.UserId})" : description;
        }
        catch (Exception)
        {
            return description;
        }
    }
}
