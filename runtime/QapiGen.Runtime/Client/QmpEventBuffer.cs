namespace QapiGen.Runtime.Client;

/// <summary>How many events wait for a slow subscriber, and what happens beyond. A subscription never holds up replies or other subscriptions.</summary>
public sealed record QmpEventBuffer
{
    /// <summary>Events that may wait; at least 1.</summary>
    public int Capacity { get; init; } = 1024;

    /// <summary>What happens beyond.</summary>
    public QmpEventOverflow Overflow { get; init; } = QmpEventOverflow.DropOldest;

    internal static QmpEventBuffer Default { get; } = new();
}
