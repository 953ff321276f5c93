using System;
using System.Buffers;

namespace QapiGen.Runtime.Json;

/// <summary>The shared pool of arrays, for all but the largest.</summary>
/// <remarks>
/// The pool keeps what it gets back, an array of each size for each thread: arrays beyond a bound go to the collector instead, so that a
/// few messages of the largest size allowed don't occupy memory for good.
/// </remarks>
/// <typeparam name="T">The element.</typeparam>
internal static class BoundedPool<T>
{
    private const int MaxLength = 1024 * 1024;

    /// <summary>Gives an array of at least a length, with any content.</summary>
    public static T[] Rent(int length)
    {
        PoolProbe.Taking?.Invoke();
        return length <= MaxLength ? ArrayPool<T>.Shared.Rent(length) : GC.AllocateUninitializedArray<T>(length);
    }

    /// <summary>Takes an array back.</summary>
    public static void Return(T[] array)
    {
        if (array.Length is > 0 and <= MaxLength)
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
