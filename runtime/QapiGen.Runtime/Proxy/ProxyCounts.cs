using System;
using System.Threading;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Input;

namespace QapiGen.Runtime.Proxy;

/// <summary>What a proxy counts, and bounds, over all its connections to the server. From any thread.</summary>
internal sealed class ProxyCounts
{
    private readonly int _maxConnections;
    private long _numbers;
    private int _clients;
    private int _admitted;
    private long _droppedEvents;

    public ProxyCounts(QmpProxyOptions options, Func<bool> look)
    {
        _maxConnections = options.MaxConnections;
        Output = new ByteBudget(options.MaxTotalPendingOutputBytes);
        Input = new ByteBudget(options.MaxTotalInputBytes);
        Watch = new ClientWatch(look, options.TimeProvider);
        LargeInputs = new LargeInputShare(Input);
    }

    /// <summary>Held while a command is audited: one at a time.</summary>
    public Lock AuditGate { get; } = new();

    /// <summary>What waits for clients to read it.</summary>
    public ByteBudget Output { get; }

    /// <summary>Unfinished messages, and commands without a reply.</summary>
    public ByteBudget Input { get; }

    /// <summary>Clients with much of an unfinished message.</summary>
    public LargeInputShare LargeInputs { get; }

    /// <summary>Looks after clients that aren't read.</summary>
    public ClientWatch Watch { get; }

    /// <summary>Clients that are there.</summary>
    public int Clients => Volatile.Read(ref _clients);

    /// <summary>Events that clients have lost.</summary>
    public long DroppedEvents => Volatile.Read(ref _droppedEvents);

    /// <summary>Counts a client that has connected, if there is room for it; then it has to be served or to <see cref="Dismiss"/>.</summary>
    public bool TryAdmit()
    {
        if (Interlocked.Increment(ref _admitted) <= _maxConnections)
        {
            return true;
        }

        Dismiss();
        return false;
    }

    /// <summary>Forgets a client that was admitted.</summary>
    public void Dismiss() => Interlocked.Decrement(ref _admitted);

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
