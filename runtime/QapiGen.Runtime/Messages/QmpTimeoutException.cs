using System;

namespace QapiGen.Runtime.Messages;

/// <summary>A deadline passed before the peer answered. The connection stays usable; the command may still be executed.</summary>
public sealed class QmpTimeoutException : TimeoutException
{
    /// <summary>Makes the exception with a message.</summary>
    public QmpTimeoutException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and a cause.</summary>
    public QmpTimeoutException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without details.</summary>
    public QmpTimeoutException()
        : base("The peer did not answer in time")
    {
    }
}
