using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QapiGen.Runtime.Json;
using Xunit;

namespace QapiGen.Runtime.Tests.Json;

public sealed class PooledListTests
{
    [Fact]
    public void What_the_largest_messages_took_is_free_when_they_are_gone()
    {
        WeakReference[] arrays = FillAndDispose(3 * 1024 * 1024);

        GC.Collect();

        Assert.All(arrays, array => Assert.False(array.IsAlive));
    }

    [Fact]
    public void Elements_survive_growing_beyond_what_is_pooled()
    {
        using var list = new PooledList<int>(0);
        for (int i = 0; i < 2_500_000; i++)
        {
            list.Add(i);
        }

        Assert.Equal(2_500_000, list.Count);
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] != i)
            {
                Assert.Equal(i, list[i]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] FillAndDispose(int length)
    {
        byte[] content = new byte[length];
        var list = new PooledList<byte>(0);
        list.AddRange(content);
        WeakReference first = ArrayOf(list);
        list.AddRange(content);
        WeakReference second = ArrayOf(list);
        list.Dispose();
        return [first, second];
    }

    private static WeakReference ArrayOf(PooledList<byte> list)
    {
        Assert.True(MemoryMarshal.TryGetArray(list.Memory, out ArraySegment<byte> segment));
        return new WeakReference(segment.Array);
    }
}
