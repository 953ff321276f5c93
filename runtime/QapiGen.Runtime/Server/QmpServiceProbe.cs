using System;

namespace QapiGen.Runtime.Server;

/// <summary>A connection that this process makes to a service of its own, to see whether it can be reached.</summary>
/// <remarks>See <see cref="QmpService.ExpectProbe"/>. Threads: all of it from any.</remarks>
public sealed class QmpServiceProbe : IDisposable
{
    private readonly Action _forget;
    private volatile bool _hasArrived;

    internal QmpServiceProbe(Action forget) => _forget = forget;

    /// <summary>Whether the service has the connection, and so sends it what a client is sent.</summary>
    public bool HasArrived => _hasArrived;

    /// <summary>Doesn't expect it any more: if it comes all the same, it is a client.</summary>
    public void Dispose() => _forget();

    internal void Arrive() => _hasArrived = true;
}
