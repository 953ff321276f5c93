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
