using System;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client;

/// <summary>Synchronises with the guest agent, which has no greeting and may still have answers for somebody else (QMP spec 17).</summary>
internal sealed class GuestAgentSync
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private long _number;

    /// <summary>Whether what comes is to be thrown away up to the next byte 0xFF.</summary>
    public bool IsSkipping { get; private set; } = true;

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

            _waiting.TrySetResult();
            _waiting = null;
            return true;
        }
    }

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
