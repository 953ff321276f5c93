using System;
using System.Buffers;
using System.Runtime.CompilerServices;

namespace QapiGen.Runtime.Json;

/// <summary>The shared pool of arrays, for all but the largest.</summary>
/// <remarks>
/// The pool keeps what it gets back, an array of each size for each thread: arrays beyond a bound go to the collector instead, so that a
/// few messages of the largest size allowed don't occupy memory for good. What holds no references takes memory of the system's there: <see cref="PooledList{T}"/>.
/// </remarks>
/// <typeparam name="T">The element.</typeparam>
internal static class BoundedPool<T>
{
    /// <summary>Most elements of an array that is pooled: 1 MiB of them.</summary>
    public static readonly int MaxLength = 1024 * 1024 / Unsafe.SizeOf<T>();

    /// <summary>Gives an array of at least a length, with any content.</summary>
    public static T[] Rent(int length)
    {
        PoolProbe.Taking?.Invoke();
        return length <= MaxLength ? ArrayPool<T>.Shared.Rent(length) : GC.AllocateUninitializedArray<T>(length);
    }

    /// <summary>Takes an array back.</summary>
    public static void Return(T[] array)
    {
        if (array.Length > 0 && array.Length <= MaxLength)
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}

/// <summary>Sees memory being taken for messages; tests let it fail there.</summary>
internal static class PoolProbe
{
    /// <summary>Runs before an array is taken; what it throws is what the taker gets. Null, but in tests.</summary>
    public static Action? Taking { get; set; }
}
