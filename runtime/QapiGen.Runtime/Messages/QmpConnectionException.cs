using System;

namespace QapiGen.Runtime.Messages;

/// <summary>The peer went away, or couldn't be reached.</summary>
/// <remarks>
/// Whether a command that was under way has been executed isn't known (QMP spec 19.5). Everyone who waits on one connection
/// gets the same cause: <see cref="Exception.InnerException"/>, or this exception itself where there is none.
/// </remarks>
public sealed class QmpConnectionException : Exception
{
    /// <summary>Makes the exception with a message.</summary>
    public QmpConnectionException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and a cause.</summary>
    public QmpConnectionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception of a connection that couldn't be made.</summary>
    /// <param name="failure">What kind of failure it is.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="innerException">The cause.</param>
    public QmpConnectionException(QmpConnectionFailure failure, string message, Exception? innerException)
        : base(message, innerException)
    {
        Failure = failure;
    }

    /// <summary>Makes the exception without details.</summary>
    public QmpConnectionException()
        : base("The connection is closed")
    {
    }

    /// <summary>Why there is no connection.</summary>
    public QmpConnectionFailure Failure { get; }
}

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
