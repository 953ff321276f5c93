using System;
using System.Collections.Generic;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client.Calls;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client;

/// <summary>Synchronises with the guest agent, which has no greeting and may still have answers for somebody else (QMP spec 17).</summary>
internal sealed class GuestAgentSync
{
    /// <summary>Bytes of what is thrown away that are looked at: enough to see who speaks.</summary>
    private const int MaxSeenBytes = 256;

    private readonly Lock _gate = new();
    private readonly List<byte> _seen = [];
    private TaskCompletionSource? _waiting;
    private bool _hasSynchronised;
    private long _number;

    /// <summary>Whether what comes is to be thrown away up to the next byte 0xFF.</summary>
    public bool IsSkipping { get; private set; } = true;

    /// <summary>What a peer that never synchronised says of itself, if it doesn't look like an agent's answer; null if nothing did.</summary>
    public string? Foreign
    {
        get
        {
            lock (_gate)
            {
                ReadOnlySpan<byte> seen = CollectionsMarshal.AsSpan(_seen).TrimStart(" \t\r\n"u8);
                return _hasSynchronised || seen.IsEmpty ? null
                    : IsGreeting(seen) ? $"It is a QMP server, which greets, and no guest agent: use {nameof(QmpHandshake)}.{nameof(QmpHandshake.Greeting)}"
                    : seen[0] == '{' ? null
                    : ForeignPeer.Describe(seen);
            }
        }
    }

    /// <summary>Looks at what is thrown away. A greeting ends the wait at once: who greets is no agent.</summary>
    public void OnSkipped(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_hasSynchronised || _seen.Count >= MaxSeenBytes)
            {
                return;
            }

            _seen.AddRange(bytes[..Math.Min(bytes.Length, MaxSeenBytes - _seen.Count)]);
            if (IsGreeting(CollectionsMarshal.AsSpan(_seen)))
            {
                _waiting?.TrySetException(new QmpProtocolException("It greets"));
                _ = _waiting?.Task.Exception;
            }
        }
    }

    /// <summary>The agent's byte 0xFF has been read: a message begins.</summary>
    public void OnSentinel() => IsSkipping = false;

    /// <summary>Begins to synchronise; if it is under way already, waits for that.</summary>
    /// <param name="output">Where to send.</param>
    public Task Begin(OutputQueue output)
    {
        Task task;
        lock (_gate)
        {
            if (_waiting is not null)
            {
                return _waiting.Task;
            }

            _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _number = Random.Shared.NextInt64(1, int.MaxValue);
            task = _waiting.Task;
        }

        lock (output.Gate)
        {
            // 0xFF is an error in any state of the agent's parser, and puts it back to its start.
            output.Filling.AddRange([0xFF]);
            output.Filling.AddRange("{\"execute\": \"guest-sync-delimited\", \"arguments\": {\"id\": "u8);
            output.Filling.AddRange(Encoding.ASCII.GetBytes(_number.ToString(CultureInfo.InvariantCulture)));
            output.Filling.AddRange("}}\n"u8);
        }

        output.Kick();
        return task;
    }

    /// <summary>Looks at a message while synchronising.</summary>
    /// <returns>Whether the message has been dealt with.</returns>
    public bool Handle(in ReceivedMessage message)
    {
        lock (_gate)
        {
            if (_waiting is null || !message.Id.IsEmpty)
            {
                return false;
            }

            if (!message.Error.IsEmpty)
            {
                // The agent's complaint about our 0xFF.
                return true;
            }

            if (!Utf8Parser.TryParse(message.Return, out long number, out int used) || used != message.Return.Length)
            {
                return false;
            }

            if (number != _number)
            {
                // The answer to somebody else, or to an earlier attempt of ours.
                IsSkipping = true;
                return true;
            }

            _hasSynchronised = _waiting.TrySetResult();
            _waiting = null;
            return true;
        }
    }

    private static bool IsGreeting(ReadOnlySpan<byte> bytes) => bytes.StartsWith("{\"QMP\":"u8);

    /// <summary>The connection is gone.</summary>
    public void Break(Exception cause)
    {
        lock (_gate)
        {
            _waiting?.TrySetException(cause as QmpConnectionException ?? new QmpConnectionException(cause.Message, cause));
            _ = _waiting?.Task.Exception;
            _waiting = null;
        }
    }
}
