namespace QapiGen.Runtime.Client;

/// <summary>How a session begins.</summary>
public enum QmpHandshake
{
    /// <summary>The server greets, the client negotiates (QMP spec 6, 7): QEMU and its storage daemon.</summary>
    Greeting,

    /// <summary>No greeting; the client synchronises with <c>guest-sync-delimited</c> (QMP spec 17): QEMU's guest agent.</summary>
    GuestAgent,

    /// <summary>Nothing at all: commands can be sent at once.</summary>
    None,
}
