using System;
using System.Buffers;
using System.Threading;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Server.Input;

/// <summary>The messages of a connection, taken off what has been read; counts what unfinished ones take.</summary>
/// <remarks>
/// When unfinished messages take all that the service has for them, the connections with the most give theirs up: such a message is refused as one that is
/// too long. A connection that waits for the rest of its message is woken for it.
/// </remarks>
internal sealed class ServerInput : IDisposable
{
    private readonly RequestMessageReader _reader;
    private readonly ByteBudget _budget;
    private readonly LargeInputShare _others;
    private readonly Action _wake;
    private long _countedBytes;
    private long _unfinishedBytes;
    private bool _isLarge;
    private bool _mustGiveUp;

    /// <param name="limits">Limits of a message.</param>
    /// <param name="budget">Bytes that all connections have.</param>
    /// <param name="others">Those that hold much.</param>
    /// <param name="wake">Ends a read that waits; called from any thread.</param>
    public ServerInput(QmpJsonLimits limits, ByteBudget budget, LargeInputShare others, Action wake)
    {
        _reader = new RequestMessageReader(limits);
        _budget = budget;
        _others = others;
        _wake = wake;
    }

    /// <summary>The message that was taken; valid until the next is, or <see cref="Recycle"/>.</summary>
    public RequestMessage Message { get; } = new();

    /// <summary>Bytes of a message that isn't whole; read by other connections.</summary>
    public long UnfinishedBytes => Volatile.Read(ref _unfinishedBytes);

    /// <summary>What it has been told to give up; belongs to <see cref="LargeInputShare"/>.</summary>
    public long LeavingBytes { get; set; }

    /// <summary>Tells it to give up the message that it waits for; from any thread.</summary>
    public void GiveUp()
    {
        Volatile.Write(ref _mustGiveUp, true);
        _wake();
    }

    /// <summary>Takes the next message.</summary>
    /// <param name="rest">What has been read; becomes what is left of it.</param>
    /// <param name="allowsOutOfBand">Whether the connection has enabled <c>oob</c>.</param>
    /// <returns>False when what is left has no whole message; it is then used up.</returns>
    public bool TryTake(ref ReadOnlySequence<byte> rest, bool allowsOutOfBand)
    {
        if (Volatile.Read(ref _mustGiveUp) && GivesUp())
        {
            return true;
        }

        while (!rest.IsEmpty)
        {
            SequencePosition next = rest.Start;
            rest.TryGet(ref next, out ReadOnlyMemory<byte> piece);
            bool isWhole = _reader.TryRead(piece, out int consumed, allowsOutOfBand, Message);
            if (isWhole)
            {
                rest = rest.Slice(consumed);
                Count(isWhole: true);
                return true;
            }

            rest = next.GetObject() is null ? default : rest.Slice(next);
            Count(isWhole: false);
            if (_budget.IsExceededBy(_countedBytes) && !_others.MakesRoomFor(this))
            {
                Refuse();
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives back what the last message took; nobody may need it any more.</summary>
    public void Recycle()
    {
        _reader.Recycle();
        Count(isWhole: _reader.IsIdle);
    }

    public void Dispose()
    {
        _reader.Dispose();
        Count(isWhole: true);
    }

    // It may have come whole meanwhile, or be another one.
    private bool GivesUp()
    {
        Volatile.Write(ref _mustGiveUp, false);
        if (UnfinishedBytes <= ByteBudget.FreeBytes)
        {
            _others.Settled(this);
            return false;
        }

        Refuse();
        return true;
    }

    private void Refuse()
    {
        _reader.Refuse(Message);
        Count(isWhole: true);
    }

    private void Count(bool isWhole)
    {
        // Between messages buffers are small and kept; a common message needs none.
        long counted = _reader.IsIdle ? 0 : _reader.HeldBytes;
        if (counted != _countedBytes)
        {
            _budget.Add(counted - _countedBytes);
            _countedBytes = counted;
        }

        long unfinished = isWhole ? 0 : counted;
        if (unfinished != _unfinishedBytes)
        {
            Volatile.Write(ref _unfinishedBytes, unfinished);
            NoteSize(unfinished > ByteBudget.FreeBytes);
        }
    }

    private void NoteSize(bool isLarge)
    {
        if (isLarge == _isLarge)
        {
            return;
        }

        _isLarge = isLarge;
        if (isLarge)
        {
            _others.Add(this);
        }
        else
        {
            _others.Remove(this);
        }
    }
}
