using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Server.Input;

namespace QapiGen.Runtime.Server.Output;

/// <summary>The bytes that wait to be sent, in pieces: a few small ones, which go back to the pool, then larger ones, which go back to the system.</summary>
/// <remarks>Not thread-safe. A small piece counts in the budget when it is full, since each connection has one; a large one as it takes memory, which the system gives by the page.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "Drop and DropSent dispose of them, at different times.")]
internal sealed class ServerOutputPieces
{
    /// <summary>Bytes of a piece: about what a socket takes at once.</summary>
    private const int PieceBytes = ByteBudget.FreeBytes;

    /// <summary>Bytes of a piece where many wait already. More than is pooled: as many as a slow client may leave waiting would stay for good.</summary>
    private const int LargePieceBytes = 17 * PieceBytes;

    /// <summary>Pieces that wait before large ones follow.</summary>
    private const int PooledPieces = 16;

    private readonly Queue<(PooledList<byte> Bytes, int Counted)> _full = new();
    private readonly ByteBudget _budget;
    private PooledList<byte> _last = new(PieceBytes);
    private PooledList<byte> _sending = new(PieceBytes);
    private int _lastSize = PieceBytes;
    private int _lastCounted;
    private int _sendingCounted;

    /// <summary>Makes it, empty.</summary>
    /// <param name="budget">Bytes that may wait in all outputs of the service.</param>
    public ServerOutputPieces(ByteBudget budget) => _budget = budget;

    /// <summary>What is being sent.</summary>
    public ReadOnlyMemory<byte> Sending => _sending.Memory;

    /// <summary>Appends bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > _lastSize - _last.Count)
        {
            int room = _lastSize - _last.Count;
            _last.AddRange(bytes[..room]);
            bytes = bytes[room..];
            Begin(isLarge: _full.Count >= PooledPieces);
        }

        _last.AddRange(bytes);
        if (_lastSize == LargePieceBytes)
        {
            Count((_last.Count + PieceBytes - 1) / PieceBytes * PieceBytes);
        }
    }

    /// <summary>Takes the next piece to be sent.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryTake()
    {
        if (_full.TryDequeue(out (PooledList<byte> Bytes, int Counted) piece))
        {
            _sending.Dispose();
            (_sending, _sendingCounted) = piece;
            return true;
        }

        (_sending, _last) = (_last, _sending);
        _sendingCounted = _lastCounted;
        _lastSize = PieceBytes;
        _lastCounted = 0;
        return _sending.Count > 0;
    }

    /// <summary>What was being sent has been.</summary>
    public void GiveBackSent()
    {
        _sending.Clear();
        _budget.Add(-_sendingCounted);
        _sendingCounted = 0;
    }

    /// <summary>Throws away what waits; what is being sent stays.</summary>
    public void Drop()
    {
        while (_full.TryDequeue(out (PooledList<byte> Bytes, int Counted) piece))
        {
            piece.Bytes.Dispose();
            _budget.Add(-piece.Counted);
        }

        _last.Dispose();
        _budget.Add(-_lastCounted);
        _lastCounted = 0;
    }

    /// <summary>Gives back the buffer of what was being sent.</summary>
    public void DropSent() => _sending.Dispose();

    private void Begin(bool isLarge)
    {
        var next = new PooledList<byte>(PieceBytes);
        if (isLarge)
        {
            // At once, so that it isn't copied as it grows.
            next.GetSpan(LargePieceBytes);
        }

        _full.Enqueue((_last, _lastSize));
        Count(_lastSize);
        _last = next;
        _lastSize = isLarge ? LargePieceBytes : PieceBytes;
        _lastCounted = 0;
    }

    private void Count(int bytes)
    {
        _budget.Add(bytes - _lastCounted);
        _lastCounted = bytes;
    }
}
