using System;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Transport;

namespace DashboardSample;

/// <summary>A server as the command line names it: <c>NAME=ADDRESS</c>, <c>NAME=agent:ADDRESS</c> for a guest agent.</summary>
internal sealed record ServerArgument(string Name, string Address, QmpHandshake Handshake)
{
    /// <summary>The name of the sample's own server.</summary>
    public const string OwnName = "workshop";

    private const string Agent = "agent:";

    /// <summary>Reads it; null if it has another form.</summary>
    public static ServerArgument? Parse(string text)
    {
        int sign = text.IndexOf('=', StringComparison.Ordinal);
        if (sign < 1)
        {
            return null;
        }

        string address = text[(sign + 1)..];
        bool isAgent = address.StartsWith(Agent, StringComparison.Ordinal);
        address = isAgent ? address[Agent.Length..] : address;
        return QmpAddress.TryParse(address, out _) ? new ServerArgument(text[..sign], address, isAgent ? QmpHandshake.GuestAgent : QmpHandshake.Greeting) : null;
    }
}
