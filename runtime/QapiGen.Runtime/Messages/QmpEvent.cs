namespace QapiGen.Runtime.Messages;

/// <summary>An event: generated records derive from it, <see cref="RawQmpEvent"/> is one that the schema doesn't know.</summary>
public abstract record QmpEvent
{
    private QmpTimestamp? _timestamp;

    /// <summary>When it was generated; null if the server sent no valid time.</summary>
    public QmpTimestamp? Timestamp
    {
        get => _timestamp;
        init => _timestamp = value;
    }

    /// <summary>Sets the time of a record that a codec has just made and nobody else has seen, which saves a copy.</summary>
    internal void Stamp(QmpTimestamp? timestamp) => _timestamp = timestamp;
}
