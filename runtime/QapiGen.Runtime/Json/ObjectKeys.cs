using System;

namespace QapiGen.Runtime.Json;

/// <summary>Finds duplicate keys: by comparing in small objects, by one hash table for all large objects of a message.</summary>
/// <remarks>The hash is seeded per process, so that a peer can't choose keys that collide.</remarks>
internal sealed class ObjectKeys : IDisposable
{
    private const int SmallObject = 12;
    private const int LeastTable = 256;
    private const int KeptKeys = 4096;

    // Keys of the small objects that are open, as positions in the parser's output.
    private readonly PooledList<Key> _open = new(KeptKeys);
    private PooledList<Entry> _table = new(0);
    private int _tableCount;
    private int _lastObject;

    /// <summary>Begins an object.</summary>
    public Scope Open() => new(++_lastObject, _open.Count);

    /// <summary>Adds a key of an object; false if the object has it already.</summary>
    public bool TryAdd(ref Scope scope, ReadOnlySpan<byte> output, int start, int length)
    {
        if (scope.Count < SmallObject)
        {
            ReadOnlySpan<Key> keys = _open.Span[scope.FirstKey..];
            ReadOnlySpan<byte> text = output.Slice(start, length);
            foreach (Key key in keys)
            {
                if (key.Length == length && output.Slice(key.Start, length).SequenceEqual(text))
                {
                    return false;
                }
            }

            _open.Add(new Key(start, length));
            scope.Count++;
            return true;
        }

        if (scope.Count == SmallObject)
        {
            foreach (Key key in _open.Span[scope.FirstKey..])
            {
                Insert(scope.Object, output, key);
            }
        }

        scope.Count++;
        return Insert(scope.Object, output, new Key(start, length));
    }

    /// <summary>Ends an object.</summary>
    public void Close(Scope scope) => _open.Truncate(scope.FirstKey);

    public void Clear()
    {
        _open.Clear();
        _lastObject = 0;
        if (_tableCount != 0)
        {
            _tableCount = 0;
            _table.Clear();
        }
    }

    public void Dispose()
    {
        _open.Dispose();
        _table.Dispose();
    }

    private static uint Hash(int owner, ReadOnlySpan<byte> text)
    {
        var hash = default(HashCode);
        hash.Add(owner);
        hash.AddBytes(text);
        return (uint)hash.ToHashCode();
    }

    private bool Insert(int owner, ReadOnlySpan<byte> output, Key key)
    {
        if (_tableCount * 2 >= _table.Count)
        {
            Grow();
        }

        ReadOnlySpan<byte> text = output.Slice(key.Start, key.Length);
        uint hash = Hash(owner, text);
        int mask = _table.Count - 1;
        for (int slot = (int)(hash & (uint)mask); ; slot = (slot + 1) & mask)
        {
            ref Entry entry = ref _table[slot];
            if (entry.Object == 0)
            {
                entry = new Entry(owner, hash, key);
                _tableCount++;
                return true;
            }

            if (entry.Hash == hash && entry.Object == owner && entry.Key.Length == key.Length
                && output.Slice(entry.Key.Start, key.Length).SequenceEqual(text))
            {
                return false;
            }
        }
    }

    // Its length is a power of two. Nothing is equal to what is there already, so that finding the next free place is all there is to it.
    private void Grow()
    {
        PooledList<Entry> old = _table;
        var larger = new PooledList<Entry>(0);
        larger.AddDefault(Math.Max(old.Count * 2, LeastTable));
        int mask = larger.Count - 1;
        foreach (Entry entry in old.Span)
        {
            if (entry.Object != 0)
            {
                int slot = (int)(entry.Hash & (uint)mask);
                while (larger[slot].Object != 0)
                {
                    slot = (slot + 1) & mask;
                }

                larger[slot] = entry;
            }
        }

        _table = larger;
        old.Dispose();
    }

    /// <summary>An object under way.</summary>
    internal struct Scope
    {
        public Scope(int id, int firstKey)
        {
            Object = id;
            FirstKey = firstKey;
        }

        public int Object { get; }

        public int FirstKey { get; }

        public int Count { get; set; }
    }

    private readonly record struct Key(int Start, int Length);

    private readonly record struct Entry(int Object, uint Hash, Key Key);
}
