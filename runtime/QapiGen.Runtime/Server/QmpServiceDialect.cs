namespace QapiGen.Runtime.Server;

/// <summary>Which kind of server a service is.</summary>
public enum QmpServiceDialect
{
    /// <summary>A monitor: greeting, negotiation, events, the built-in commands.</summary>
    Monitor,

    /// <summary>
    /// A guest agent (QMP spec 17): no greeting, no negotiation, no events, no built-in commands; lines end with LF, and the result of
    /// <c>guest-sync-delimited</c> follows a byte 0xFF.
    /// </summary>
    GuestAgent,
}
