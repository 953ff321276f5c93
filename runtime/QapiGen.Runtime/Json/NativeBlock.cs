using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace QapiGen.Runtime.Json;

/// <summary>Memory of a large message, which the system has back the moment it is disposed of.</summary>
/// <remarks>
/// An array of that size would be the collector's: it stays until the collector runs next, and in a process that has nothing to do it doesn't run.
/// Whoever makes a block disposes of it; what is left over at the end of a connection that broke the finalizer gives back.
/// </remarks>
/// <typeparam name="T">The element.</typeparam>
[SuppressMessage("Reliability", "CA2015", Justification = "Spans of it are used under the list that has it, which disposes of it before it goes itself.")]
internal sealed unsafe class NativeBlock<T> : MemoryManager<T>
    where T : unmanaged
{
    private readonly int _length;
    private nint _start;

    /// <summary>Takes a block, with any content.</summary>
    /// <param name="length">Number of elements.</param>
    /// <exception cref="OutOfMemoryException">There is none.</exception>
    public NativeBlock(int length)
    {
        _length = length;
        _start = NativePages.Take(Bytes);
    }

    ~NativeBlock() => Dispose(disposing: false);

    /// <summary>Number of elements.</summary>
    public int Length => _length;

    private nuint Bytes => (nuint)_length * (nuint)sizeof(T);

    /// <exception cref="ObjectDisposedException">The system has it back.</exception>
    public override Span<T> GetSpan()
    {
        nint start = _start;
        ObjectDisposedException.ThrowIf(start == 0, this);
        return new Span<T>((void*)start, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length);
        ObjectDisposedException.ThrowIf(_start == 0, this);
        return new MemoryHandle((T*)_start + elementIndex, default, this);
    }

    public override void Unpin()
    {
        // It never moves.
    }

    protected override void Dispose(bool disposing)
    {
        nint start = Interlocked.Exchange(ref _start, 0);
        if (start != 0)
        {
            NativePages.GiveBack(start, Bytes);
        }
    }
}
