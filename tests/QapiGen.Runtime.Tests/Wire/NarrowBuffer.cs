using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace QapiGen.Runtime.Tests.Wire;

/// <summary>Hands out spans that are exactly as long as asked for, plus some bytes, and sees whether anything is written behind them.</summary>
/// <param name="extra">Bytes more than asked for.</param>
internal sealed class NarrowBuffer(int extra) : IBufferWriter<byte>
{
    private const int GuardBytes = 64;
    private const byte Untouched = 0xA5;

    private readonly List<byte> _written = [];
    private byte[] _current = [];
    private int _length;

    /// <summary>What has been written; fails if a guard was touched.</summary>
    public byte[] ToArray()
    {
        CheckGuard();
        return [.. _written];
    }

    public void Advance(int count)
    {
        Assert.InRange(count, 0, _length);
        _written.AddRange(_current.AsSpan(0, count));
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        CheckGuard();
        _length = Math.Max(sizeHint, 1) + extra;
        _current = new byte[_length + GuardBytes];
        Array.Fill(_current, Untouched);
        return _current.AsMemory(0, _length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private void CheckGuard() => Assert.All(_current.Skip(_length), value => Assert.Equal(Untouched, value));
}
