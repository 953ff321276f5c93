using System;
using System.Buffers;

namespace QapiGen.Runtime.Json;

/// <summary>A growing array from the shared pool. Not thread-safe.</summary>
/// <typeparam name="T">The element; nothing that holds references.</typeparam>
internal sealed class PooledList<T> : IBufferWriter<T>, IDisposable
    where T : unmanaged
{
    private readonly int _kept;
    private T[] _items = [];
    private int _count;

    /// <summary>Makes an empty list.</summary>
    /// <param name="kept">An array of at most this length is kept when the list is cleared; larger ones go back to the pool.</param>
    public PooledList(int kept) => _kept = kept;

    public int Count => _count;

    /// <summary>Length of the array behind it.</summary>
    public int Capacity => _items.Length;

    public ReadOnlySpan<T> Span => _items.AsSpan(0, _count);

    public ReadOnlyMemory<T> Memory => _items.AsMemory(0, _count);

    public ref T this[int index] => ref _items.AsSpan(0, _count)[index];

    public void Add(T item)
    {
        if (_count == _items.Length)
        {
            Grow(1);
        }

        _items[_count++] = item;
    }

    public void AddRange(ReadOnlySpan<T> items)
    {
        if (_items.Length - _count < items.Length)
        {
            Grow(items.Length);
        }

        items.CopyTo(_items.AsSpan(_count));
        _count += items.Length;
    }

    /// <summary>Copies elements to a place further ahead.</summary>
    public void Move(int from, int to, int count)
    {
        if (from != to)
        {
            _items.AsSpan(from, count).CopyTo(_items.AsSpan(to));
        }
    }

    /// <summary>Takes elements off the end.</summary>
    public void Truncate(int count) => _count = count;

    public void Clear()
    {
        _count = 0;
        if (_items.Length > _kept)
        {
            Dispose();
        }
    }

    public void Advance(int count) => _count += count;

    public Memory<T> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _items.AsMemory(_count);
    }

    public Span<T> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _items.AsSpan(_count);
    }

    public void Dispose()
    {
        BoundedPool<T>.Return(_items);
        _items = [];
        _count = 0;
    }

    private void Reserve(int sizeHint)
    {
        int wanted = Math.Max(sizeHint, 1);
        if (_items.Length - _count < wanted)
        {
            Grow(wanted);
        }
    }

    private void Grow(int more)
    {
        long doubled = Math.Max(Math.Max((long)_items.Length * 2, (long)_count + more), 256);
        T[] larger = BoundedPool<T>.Rent((int)Math.Min(doubled, Math.Max(Array.MaxLength, _count + more)));
        _items.AsSpan(0, _count).CopyTo(larger);
        BoundedPool<T>.Return(_items);
        _items = larger;
    }
}
