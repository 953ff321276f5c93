using System;
using System.Threading.Tasks;

namespace QapiGen.Benchmarks.Events;

/// <summary>A number of subscribers of one server, each on a connection of its own; the first also sends the server's commands.</summary>
internal interface IEventPeer : IAsyncDisposable
{
    /// <summary>Has the server emit so many events; gives the nanoseconds that it took the server.</summary>
    Task<long> EmitAsync(int count);

    /// <summary>Bytes that the server has allocated so far.</summary>
    Task<long> QueryAllocatedAsync();
}
