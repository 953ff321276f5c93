namespace QapiGen.Runtime.Messages;

/// <summary>Why there is no connection, or no longer.</summary>
public enum QmpConnectionFailure
{
    /// <summary>There was one and it ended, or it was closed.</summary>
    Lost,

    /// <summary>There is no such socket, host or pipe.</summary>
    NotFound,

    /// <summary>The socket or host is there, but nobody listens.</summary>
    Refused,

    /// <summary>The user may not connect there.</summary>
    Denied,

    /// <summary>The server has more waiting connections than it takes.</summary>
    Busy,

    /// <summary>TLS could not be agreed on, or the server's certificate isn't accepted.</summary>
    NotSecure,

    /// <summary>Something else; the inner exception says what.</summary>
    Other,
}
