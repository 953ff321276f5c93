using System;
using System.Buffers;

namespace QapiGen.Runtime.Json;

/// <summary>A growing list in an array from the shared pool, or, beyond what is pooled, in memory of the system's. Not thread-safe.</summary>
/// <typeparam name="T">The element; nothing that holds references.</typeparam>
internal sealed class PooledList<T> : IBufferWriter<T>, IDisposable
    where T : unmanaged
{
    private readonly int _kept;

    // Empty while there is a block, so that what is quick looks at the array only.
    private T[] _items = [];
    private NativeBlock<T>? _block;
    private int _count;

    /// <summary>Makes an empty list.</summary>
    /// <param name="kept">An array of at most this length is kept when the list is cleared; larger ones go back to the pool.</param>
    public PooledList(int kept) => _kept = kept;

    public int Count => _count;

    /// <summary>Elements for which there is room.</summary>
    public int Capacity => _block?.Length ?? _items.Length;

    public ReadOnlySpan<T> Span => All[.._count];

    public ReadOnlyMemory<T> Memory => AllMemory[.._count];

    public ref T this[int index] => ref All[.._count][index];

    private Span<T> All => _block is null ? _items : _block.GetSpan();

    private Memory<T> AllMemory => _block is null ? _items : _block.Memory;

    public void Add(T item)
    {
        if (_count < _items.Length)
        {
            _items[_count++] = item;
            return;
        }

        Reserve(1);
        All[_count++] = item;
    }

    public void AddRange(ReadOnlySpan<T> items)
    {
        if (_items.Length - _count < items.Length)
        {
            Reserve(items.Length);
            items.CopyTo(All[_count..]);
        }
        else
        {
            items.CopyTo(_items.AsSpan(_count));
        }

        _count += items.Length;
    }

    /// <summary>Adds elements that are all zero.</summary>
    public void AddDefault(int count)
    {
        Reserve(count);
        All.Slice(_count, count).Clear();
        _count += count;
    }

    /// <summary>Copies elements to a place further ahead.</summary>
    public void Move(int from, int to, int count)
    {
        if (from != to)
        {
            All.Slice(from, count).CopyTo(All[to..]);
        }
    }

    /// <summary>Takes elements off the end.</summary>
    public void Truncate(int count) => _count = count;

    public void Clear()
    {
        _count = 0;
        if (Capacity > _kept)
        {
            Dispose();
        }
    }

    public void Advance(int count) => _count += count;

    public Memory<T> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return AllMemory[_count..];
    }

    public Span<T> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return All[_count..];
    }

    public void Dispose()
    {
        GiveBack(_items, _block);
        _items = [];
        _block = null;
        _count = 0;
    }

    private void Reserve(int more)
    {
        if (Capacity - _count < more)
        {
            Grow(more);
        }
    }

    private void Grow(int more)
    {
        long doubled = Math.Max(Math.Max((long)Capacity * 2, (long)_count + more), 256);
        int length = (int)Math.Min(doubled, Math.Max(Array.MaxLength, _count + more));
        ReadOnlySpan<T> old = Span;
        if (length <= BoundedPool<T>.MaxLength)
        {
            T[] larger = BoundedPool<T>.Rent(length);
            old.CopyTo(larger);
            GiveBack(_items, _block);
            _items = larger;
            return;
        }

        PoolProbe.Taking?.Invoke();
        var block = new NativeBlock<T>(length);
        old.CopyTo(block.GetSpan());
        GiveBack(_items, _block);
        _items = [];
        _block = block;
    }

    private static void GiveBack(T[] items, NativeBlock<T>? block)
    {
        BoundedPool<T>.Return(items);
        ((IDisposable?)block)?.Dispose();
    }
}
