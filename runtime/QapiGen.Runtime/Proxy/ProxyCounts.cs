using System.Threading;

namespace QapiGen.Runtime.Proxy;

/// <summary>What a proxy counts over all its connections to the server. From any thread.</summary>
internal sealed class ProxyCounts
{
    private long _numbers;
    private int _clients;
    private long _droppedEvents;

    /// <summary>Held while a command is audited: one at a time.</summary>
    public Lock AuditGate { get; } = new();

    /// <summary>Clients that are there.</summary>
    public int Clients => Volatile.Read(ref _clients);

    /// <summary>Events that clients have lost.</summary>
    public long DroppedEvents => Volatile.Read(ref _droppedEvents);

    /// <summary>A client has come; gives its number, from 1.</summary>
    public long Enter()
    {
        Interlocked.Increment(ref _clients);
        return Interlocked.Increment(ref _numbers);
    }

    /// <summary>A client has gone.</summary>
    public void Leave() => Interlocked.Decrement(ref _clients);

    /// <summary>A client has lost an event.</summary>
    public void DropEvent() => Interlocked.Increment(ref _droppedEvents);
}
