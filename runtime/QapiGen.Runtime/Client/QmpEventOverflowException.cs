using System;

namespace QapiGen.Runtime.Client;

/// <summary>A subscription with <see cref="QmpEventOverflow.End"/> had no room for an event.</summary>
public sealed class QmpEventOverflowException : Exception
{
    /// <summary>Makes the exception with a message.</summary>
    public QmpEventOverflowException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and a cause.</summary>
    public QmpEventOverflowException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without details.</summary>
    public QmpEventOverflowException()
        : base("More events came than the subscription has room for")
    {
    }
}
