namespace QapiGen.Runtime.Messages;

/// <summary>Stands in a stream of events where some are missing. No server sends it.</summary>
/// <param name="Dropped">How many events were dropped here; null if nobody can know, as after a reconnect.</param>
public sealed record QmpEventGap(long? Dropped) : QmpEvent;
