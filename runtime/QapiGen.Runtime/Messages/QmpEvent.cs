namespace QapiGen.Runtime.Messages;

/// <summary>An event: generated records derive from it, <see cref="RawQmpEvent"/> is one that the schema doesn't know.</summary>
public abstract record QmpEvent
{
    /// <summary>When it was generated; null if the server sent no valid time.</summary>
    public QmpTimestamp? Timestamp { get; init; }
}
