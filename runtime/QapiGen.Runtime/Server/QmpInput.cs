using System;
using System.Buffers;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Server;

/// <summary>The messages of a connection, taken off what has been read; counts what unfinished ones take.</summary>
/// <remarks>A message that would take the service beyond its limit for all unfinished messages is refused as one that is too long.</remarks>
internal sealed class QmpInput : IDisposable
{
    private readonly QmpMessageReader _reader;
    private readonly QmpByteBudget _budget;
    private long _countedBytes;

    public QmpInput(QmpJsonLimits limits, QmpByteBudget budget)
    {
        _reader = new QmpMessageReader(limits);
        _budget = budget;
    }

    /// <summary>The message that was taken; valid until the next is, or <see cref="Recycle"/>.</summary>
    public QmpMessage Message { get; } = new();

    /// <summary>Takes the next message.</summary>
    /// <param name="rest">What has been read; becomes what is left of it.</param>
    /// <param name="allowsOutOfBand">Whether the connection has enabled <c>oob</c>.</param>
    /// <returns>False when what is left has no whole message; it is then used up.</returns>
    public bool TryTake(ref ReadOnlySequence<byte> rest, bool allowsOutOfBand)
    {
        while (!rest.IsEmpty)
        {
            SequencePosition next = rest.Start;
            rest.TryGet(ref next, out ReadOnlyMemory<byte> piece);
            bool isWhole = _reader.TryRead(piece, out int consumed, allowsOutOfBand, Message);
            if (isWhole)
            {
                rest = rest.Slice(consumed);
                Count();
                return true;
            }

            rest = next.GetObject() is null ? default : rest.Slice(next);
            Count();
            if (_budget.IsExceededBy(_countedBytes))
            {
                _reader.Refuse(Message);
                Count();
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives back what the last message took; nobody may need it any more.</summary>
    public void Recycle()
    {
        _reader.Recycle();
        Count();
    }

    public void Dispose()
    {
        _reader.Dispose();
        Count();
    }

    private void Count()
    {
        // Between messages buffers are small and kept; a common message needs none.
        long counted = _reader.IsIdle ? 0 : _reader.HeldBytes;
        if (counted != _countedBytes)
        {
            _budget.Add(counted - _countedBytes);
            _countedBytes = counted;
        }
    }
}
