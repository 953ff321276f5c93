using System;

namespace QapiGen.Runtime.Messages;

/// <summary>The peer spoke nonsense: bytes that aren't JSON, a message of the wrong form, a result of the wrong type.</summary>
public sealed class QmpProtocolException : Exception
{
    /// <summary>Makes the exception with a message.</summary>
    public QmpProtocolException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and a cause.</summary>
    public QmpProtocolException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without details.</summary>
    public QmpProtocolException()
        : base("The peer does not speak QMP")
    {
    }
}

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
