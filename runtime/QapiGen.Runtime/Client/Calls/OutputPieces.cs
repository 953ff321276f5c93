using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Client.Calls;

/// <summary>Which request each byte that waits to be sent belongs to, so that those of calls given up can be taken back. Used under the output's gate.</summary>
internal sealed class OutputPieces
{
    private readonly List<OutputPiece> _pieces = [];
    private long _batch = 1;
    private int _dead;

    /// <summary>Bytes that have been taken back and are still among the others.</summary>
    public int DeadBytes => _dead;

    /// <summary>The bytes from <paramref name="start"/> to the end are a request's.</summary>
    public void Add(PendingRequest request, int start, int end)
    {
        request.OutputBatch = _batch;
        request.OutputPiece = _pieces.Count;
        _pieces.Add(new OutputPiece(request, start, end - start));
    }

    /// <summary>Whether a request's bytes wait here.</summary>
    public bool Contains(PendingRequest request) => request.OutputBatch == _batch;

    /// <summary>Takes a request's bytes back.</summary>
    /// <returns>Their offset; -1 if they don't wait here.</returns>
    public int Remove(PendingRequest request)
    {
        if (!Contains(request))
        {
            return -1;
        }

        ref OutputPiece piece = ref CollectionsMarshal.AsSpan(_pieces)[request.OutputPiece];
        piece = piece with { Request = null };
        request.OutputBatch = 0;
        _dead += piece.Length;
        return piece.Start;
    }

    /// <summary>Whether so much has been taken back that moving the rest together is worth it.</summary>
    public bool IsWorthCompacting(int count) => _dead > count / 2;

    /// <summary>Moves together what hasn't been taken back.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="moved">Called for each request with descriptors: old and new offset.</param>
    public void Compact(PooledList<byte> bytes, Action<int, int> moved)
    {
        int read = 0;
        int write = 0;
        int kept = 0;
        for (int i = 0; i < _pieces.Count; i++)
        {
            OutputPiece piece = _pieces[i];
            Move(bytes, ref read, ref write, piece.Start);
            if (piece.Request is null)
            {
                read += piece.Length;
                continue;
            }

            if (piece.Request.Descriptors is not null)
            {
                moved(piece.Start, write);
            }

            piece.Request.OutputPiece = kept;
            _pieces[kept++] = piece with { Start = write };
            Move(bytes, ref read, ref write, piece.Start + piece.Length);
        }

        Move(bytes, ref read, ref write, bytes.Count);
        _pieces.RemoveRange(kept, _pieces.Count - kept);
        _dead = 0;
        bytes.Truncate(write);
        if (write == 0)
        {
            bytes.Clear();
        }
    }

    /// <summary>All bytes are on their way.</summary>
    public void Clear()
    {
        _pieces.Clear();
        _batch++;
        _dead = 0;
    }

    private static void Move(PooledList<byte> bytes, ref int read, ref int write, int end)
    {
        bytes.Move(read, write, end - read);
        write += end - read;
        read = end;
    }
}

/// <summary>Where the bytes of one request stand among those that wait to be sent.</summary>
/// <param name="Request">The request; null if it has been taken back.</param>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="Length">Number of bytes.</param>
internal readonly record struct OutputPiece(PendingRequest? Request, int Start, int Length);
