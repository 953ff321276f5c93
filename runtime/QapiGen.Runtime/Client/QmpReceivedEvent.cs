using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client;

/// <summary>An event, and whether some are missing just before it.</summary>
/// <typeparam name="TEvent">The record.</typeparam>
/// <param name="Event">The event.</param>
/// <param name="DroppedBefore">How many of the subscription's events were dropped directly before; null if nobody can know, as after a reconnect.</param>
public readonly record struct QmpReceivedEvent<TEvent>(TEvent Event, long? DroppedBefore)
    where TEvent : QmpEvent;
