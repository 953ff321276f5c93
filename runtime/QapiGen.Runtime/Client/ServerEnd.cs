using System;

namespace QapiGen.Runtime.Client;

/// <summary>How a server says that it is about to end.</summary>
internal static class ServerEnd
{
    /// <summary>The command that ends it; answered before the connection is closed.</summary>
    public const string Command = "quit";

    /// <summary>Whether an event says that somebody made it end: <c>SHUTDOWN</c> with the reason <c>host-qmp-quit</c> or <c>host-signal</c>.</summary>
    /// <remarks>With other reasons it may live on, paused (<c>-no-shutdown</c>).</remarks>
    public static bool IsAnnouncedBy(in ReceivedMessage message) =>
        message.Event.SequenceEqual("\"SHUTDOWN\""u8)
        && (message.Data.IndexOf("\"host-qmp-quit\""u8) >= 0 || message.Data.IndexOf("\"host-signal\""u8) >= 0);
}
