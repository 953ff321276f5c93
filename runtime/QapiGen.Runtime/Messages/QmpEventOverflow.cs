using System;

namespace QapiGen.Runtime.Messages;

/// <summary>What happens to an event for which a subscription has no room.</summary>
public enum QmpEventOverflow
{
    /// <summary>The oldest event that waits is dropped: the subscriber sees the latest.</summary>
    DropOldest,

    /// <summary>The new event is dropped: the subscriber sees what came first.</summary>
    DropNewest,

    /// <summary>The subscription ends with a <see cref="QmpEventOverflowException"/> after what waits: nothing is missed unnoticed.</summary>
    End,
}

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

/// <summary>How much waits for a slow subscriber, and what happens beyond. A subscription never holds up replies or other subscriptions.</summary>
public sealed record QmpEventBuffer
{
    /// <summary>Events that may wait; at least 1.</summary>
    public int Capacity { get; init; } = 1024;

    /// <summary>
    /// Bytes of events, as they came, that may wait; at least 1. A single event may be larger: messages have a limit of their own. 16 MiB: what a
    /// hostile server can make a subscriber hold who doesn't read.
    /// </summary>
    public int MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>What happens beyond.</summary>
    public QmpEventOverflow Overflow { get; init; } = QmpEventOverflow.DropOldest;

    internal static QmpEventBuffer Default { get; } = new();
}
