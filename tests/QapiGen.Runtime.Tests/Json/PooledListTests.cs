using System;
using System.Runtime.InteropServices;
using QapiGen.Runtime.Json;
using Xunit;

namespace QapiGen.Runtime.Tests.Json;

public sealed class PooledListTests
{
    [Theory]
    [InlineData(3 * 1024 * 1024)]
    [InlineData(30 * 1024 * 1024)]
    public void What_the_largest_messages_took_the_system_has_back_at_once(int length)
    {
        var list = new PooledList<byte>(0);
        list.GetSpan(length)[length - 1] = 1;
        list.Advance(length);
        ReadOnlyMemory<byte> first = list.Memory;
        Assert.False(MemoryMarshal.TryGetArray(first, out _));
        list.AddRange(new byte[length]);
        ReadOnlyMemory<byte> second = list.Memory;
        Assert.Equal(1, second.Span[length - 1]);
        list.Clear();

        // Whoever would still look at it is told so: nothing of it is mapped.
        Assert.Throws<ObjectDisposedException>(() => first.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => second.Span[0]);
        list.Add(2);
        Assert.Equal([2], list.Span.ToArray());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Bytes_are_the_same_however_large_the_parts_that_they_come_in(int part)
    {
        using var list = new PooledList<byte>(64);
        byte[] bytes = new byte[part];
        for (int sum = 0; sum < 3_000_000; sum += part)
        {
            Array.Fill(bytes, (byte)(sum / part));
            list.AddRange(bytes);
        }

        for (int i = 0; i < list.Count; i += part)
        {
            Assert.Equal(part, list.Span.Slice(i, part).Count((byte)(i / part)));
        }

        list.Move(part, 0, list.Count - part);
        list.Truncate(list.Count - part);
        Assert.Equal(1, list[0]);
        list.AddDefault(5);
        Assert.Equal(0, list[list.Count - 1]);
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
}
