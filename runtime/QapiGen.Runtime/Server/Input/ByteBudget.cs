using System.Threading;

namespace QapiGen.Runtime.Server.Input;

/// <summary>Bytes that all connections of a service may hold together, for one purpose.</summary>
/// <remarks>
/// Nobody waits for others here: when the whole is used up, those who hold more than <see cref="FreeBytes"/> have to give way. Whoever holds
/// less is served on, so that a few clients with a great appetite don't starve the others.
/// </remarks>
internal sealed class ByteBudget
{
    /// <summary>Bytes that each connection may have whatever the others hold.</summary>
    public const int FreeBytes = 64 * 1024;

    private readonly long _max;
    private long _held;

    public ByteBudget(long max) => _max = max;

    /// <summary>Bytes that may be held.</summary>
    public long Max => _max;

    /// <summary>Bytes held now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Counts what is taken, or given back.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _held, bytes);

    /// <summary>Whether too much is held, and by this holder more than is free.</summary>
    public bool IsExceededBy(long own) => own > FreeBytes && Held > _max;
}
