using System.Threading;

namespace QapiGen.Runtime.Client.Calls;

/// <summary>Keeps a few idle objects for the next use, without a lock.</summary>
/// <typeparam name="T">What is kept.</typeparam>
internal static class InstancePool<T>
    where T : class, new()
{
    /// <summary>As many as may be idle at once; beyond, the garbage collector has them.</summary>
    private const int Capacity = 128;

    private static readonly T?[] Items = new T?[Capacity];
    private static T? _first;

    public static T Rent()
    {
        T? item = _first;
        if (item is not null && Interlocked.CompareExchange(ref _first, null, item) == item)
        {
            return item;
        }

        foreach (ref T? slot in System.MemoryExtensions.AsSpan(Items))
        {
            item = slot;
            if (item is not null && Interlocked.CompareExchange(ref slot, null, item) == item)
            {
                return item;
            }
        }

        return new T();
    }

    public static void Return(T item)
    {
        if (_first is null && Interlocked.CompareExchange(ref _first, item, null) is null)
        {
            return;
        }

        foreach (ref T? slot in System.MemoryExtensions.AsSpan(Items))
        {
            if (slot is null && Interlocked.CompareExchange(ref slot, item, null) is null)
            {
                return;
            }
        }
    }
}
