namespace QapiGen.Runtime.Client;

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
