using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading.Tasks;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client;

/// <summary>Reads from the transport, cuts the bytes into messages and hands them on, one after the other.</summary>
[SuppressMessage("Design", "CA1001", Justification = "RunAsync disposes of it.")]
internal sealed class MessagePump
{
    /// <summary>Bytes kept for messages that come in pieces.</summary>
    private const int KeptBytes = 64 * 1024;

    private readonly PipeReader _input;
    private readonly IMessageHandler _handler;
    private readonly ReadLoopWork _work;
    private readonly PooledList<byte> _whole = new(KeptBytes);
    private readonly MessageScanner _scanner;
    private readonly UnknownTextKeeper? _texts;
    private readonly GuestAgentSync? _agent;

    public MessagePump(PipeReader input, IMessageHandler handler, ReadLoopWork work, int maxMessageBytes, UnknownTextKeeper? texts, GuestAgentSync? agent)
    {
        _input = input;
        _work = work;
        _handler = handler;
        _scanner = new MessageScanner(maxMessageBytes);
        _texts = texts;
        _agent = agent;
    }

    /// <summary>Whether the stream ended inside a message.</summary>
    public bool EndedInside => _scanner.IsInside;

    /// <summary>Runs until the end of the stream.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                ReadResult result = await _work.ReadAsync(_input);
                ReadOnlySequence<byte> rest = Take(result.Buffer);
                _input.AdvanceTo(rest.Start, result.Buffer.End);
                if (result.IsCompleted || result.IsCanceled)
                {
                    return;
                }
            }
        }
        finally
        {
            _work.Queue();
            _whole.Dispose();
            await _input.CompleteAsync().ConfigureAwait(false);
        }
    }

    private ReadOnlySequence<byte> Take(ReadOnlySequence<byte> buffer)
    {
        UnknownTextKeeper? outer = UnknownTextKeeper.Enter(_texts);
        try
        {
            return _agent is null ? TakeMessages(buffer) : TakeFromAgent(buffer);
        }
        finally
        {
            UnknownTextKeeper.Enter(outer);
        }
    }

    private ReadOnlySequence<byte> TakeMessages(ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsSingleSegment && _scanner.Length == 0)
        {
            buffer = buffer.Slice(TakeWhole(buffer.FirstSpan));
        }

        while (true)
        {
            if (!_scanner.IsInside)
            {
                buffer = SkipBlanks(buffer);
            }

            if (buffer.IsEmpty || !TryScan(buffer.Slice(SeenBytes)))
            {
                _handler.Flush();
                return TakeOver(buffer);
            }

            ReadOnlySequence<byte> rest = buffer.Slice(SeenBytes);
            Handle(buffer.Slice(0, rest.Start));
            buffer = rest;
            _scanner.Reset();
        }
    }

    /// <summary>Bytes of the buffer that have been looked at: those of the message under way that are still there.</summary>
    private int SeenBytes => _scanner.Length - _whole.Count;

    /// <summary>The beginning of a large message doesn't wait in the transport's buffers, of which it would take very many.</summary>
    private ReadOnlySequence<byte> TakeOver(ReadOnlySequence<byte> buffer)
    {
        if (_scanner.Length <= KeptBytes)
        {
            return buffer;
        }

        Append(buffer);
        return buffer.Slice(buffer.End);
    }

    /// <summary>The agent's byte 0xFF, which occurs nowhere else, begins anew wherever it comes (QMP spec 17).</summary>
    private ReadOnlySequence<byte> TakeFromAgent(ReadOnlySequence<byte> buffer)
    {
        while (buffer.Slice(SeenBytes).PositionOf((byte)0xFF) is { } sentinel)
        {
            if (_agent!.IsSkipping)
            {
                Skip(buffer.Slice(0, sentinel));
            }
            else
            {
                TakeMessages(buffer.Slice(0, sentinel));
            }

            _scanner.Reset();
            _whole.Clear();
            _agent.OnSentinel();
            buffer = buffer.Slice(buffer.GetPosition(1, sentinel));
        }

        if (!_agent!.IsSkipping)
        {
            return TakeMessages(buffer);
        }

        Skip(buffer);
        return buffer.Slice(buffer.End);
    }

    private void Skip(ReadOnlySequence<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            _agent!.OnSkipped(piece.Span);
        }
    }

    /// <summary>The common case: whole messages in one piece.</summary>
    /// <returns>Where the message begins that isn't whole.</returns>
    private int TakeWhole(ReadOnlySpan<byte> bytes)
    {
        int start = MessageScanner.CountBlanks(bytes);
        while (start < bytes.Length && _scanner.TryScan(bytes[start..]))
        {
            _handler.Handle(new ReceivedMessage(bytes.Slice(start, _scanner.Length), _scanner.Marks));
            start += _scanner.Length;
            _scanner.Reset();
            start += MessageScanner.CountBlanks(bytes[start..]);
        }

        return start;
    }

    private bool TryScan(ReadOnlySequence<byte> unseen)
    {
        foreach (ReadOnlyMemory<byte> piece in unseen)
        {
            if (_scanner.TryScan(piece.Span))
            {
                return true;
            }
        }

        return false;
    }

    private void Handle(ReadOnlySequence<byte> message)
    {
        if (message.IsSingleSegment && _whole.Count == 0)
        {
            _handler.Handle(new ReceivedMessage(message.FirstSpan, _scanner.Marks));
            return;
        }

        Append(message);
        _handler.Handle(new ReceivedMessage(_whole.Span, _scanner.Marks));
        _whole.Clear();
    }

    private void Append(ReadOnlySequence<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            _whole.AddRange(piece.Span);
        }
    }

    private static ReadOnlySequence<byte> SkipBlanks(ReadOnlySequence<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int blanks = MessageScanner.CountBlanks(buffer.FirstSpan);
            bool isAllBlank = blanks == buffer.FirstSpan.Length;
            buffer = buffer.Slice(blanks);
            if (!isAllBlank)
            {
                break;
            }
        }

        return buffer;
    }
}

/// <summary>Takes what a <see cref="MessagePump"/> reads.</summary>
internal interface IMessageHandler
{
    /// <summary>Takes a message, which is valid during the call.</summary>
    void Handle(in ReceivedMessage message);

    /// <summary>All that has been read has been handed over.</summary>
    void Flush();
}
