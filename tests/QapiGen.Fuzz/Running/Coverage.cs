using System;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace QapiGen.Fuzz.Running;

/// <summary>Which branches one input takes, and how often, of those that no input took before.</summary>
internal sealed unsafe class Coverage : IDisposable
{
    private const int Size = 64 * 1024;

    private readonly byte* _hits = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _seen = new byte[Size];

    /// <summary>Takes over the marks of the instrumented libraries.</summary>
    public Coverage() => Trace.SharedMem = _hits;

    /// <summary>Pairs of branches that some input took.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets the last input's.</summary>
    public void Begin()
    {
        new Span<byte>(_hits, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Adds the last input's.</summary>
    /// <returns>Whether it took a pair of branches that none took before, or took one much more often.</returns>
    public bool Add()
    {
        bool isNew = false;
        for (int i = 0; i < Size; i++)
        {
            byte hits = _hits[i];
            if (hits != 0 && (_seen[i] & Bucket(hits)) == 0)
            {
                Count += _seen[i] == 0 ? 1 : 0;
                _seen[i] |= Bucket(hits);
                isNew = true;
            }
        }

        return isNew;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(_hits);

    // Once, twice, three times, then by powers of two: as AFL counts.
    private static byte Bucket(byte hits) => hits switch
    {
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
