using System;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client.Calls;
using QapiGen.Runtime.Client.Events;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Client;

/// <summary>Brings each message to whom it is for, by its keys and not by when it comes (QMP spec 19.5).</summary>
internal sealed class MessageRouter : IMessageHandler
{
    private readonly RequestTable _requests;
    private readonly OutputQueue _output;
    private readonly EventHub _hub;
    private readonly ReadLoopWork _work;
    private readonly GuestAgentSync? _agent;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource<QmpGreeting> _greeting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What the server has said instead of a greeting, as one that is full does.
    private string? _refusal;

    public MessageRouter(RequestTable requests, OutputQueue output, EventHub hub, ReadLoopWork work, GuestAgentSync? agent, ILogger logger)
    {
        _requests = requests;
        _output = output;
        _hub = hub;
        _work = work;
        _agent = agent;
        _logger = logger;
    }

    /// <summary>The greeting, when it has come.</summary>
    public Task<QmpGreeting> Greeting => _greeting.Task;

    /// <summary>Whether the server has said that it ends; the end of the connection then is nothing unusual.</summary>
    public bool ServerQuits { get; private set; }

    /// <summary>Whether the server has sent an error that answers no call.</summary>
    public bool HasComplained { get; private set; }

    public void Handle(in ReceivedMessage message)
    {
        ClientMetrics.Received(message.Text.Length);
        if (!message.Event.IsEmpty)
        {
            ServerQuits |= ServerEnd.IsAnnouncedBy(message);
            _hub.Publish(message);
        }
        else if (_agent is not null && _agent.Handle(message))
        {
            return;
        }
        else if (!message.Greeting.IsEmpty)
        {
            TakeGreeting(message.Greeting);
        }
        else if (!message.Id.IsEmpty)
        {
            TakeReply(message);
        }
        else if (!message.Error.IsEmpty)
        {
            TakeErrorWithoutId(message.Error);
        }
        else
        {
            RuntimeLog.ClientUnknownMessage(_logger, message.Text.Length);
        }
    }

    /// <summary>A batch of messages is done: sends requests that have moved up.</summary>
    public void Flush() => _output.Kick();

    /// <summary>The connection is gone.</summary>
    public void Break(Exception cause)
    {
        string why = _refusal is null ? $"The connection ended before the greeting: {cause.Message}" : $"The server refuses the connection: {_refusal}";
        if (_greeting.TrySetException(cause as QmpProtocolException as Exception ?? new QmpConnectionException(why, cause)))
        {
            _ = _greeting.Task.Exception;
        }
    }

    private void TakeGreeting(ReadOnlySpan<byte> value)
    {
        if (_greeting.Task.IsCompleted)
        {
            RuntimeLog.ClientSecondGreeting(_logger);
            return;
        }

        _greeting.TrySetResult(GreetingReader.Read(value));
    }

    private void TakeReply(in ReceivedMessage message)
    {
        if (!message.TryGetId(out long id) || !_requests.TryTake(id, out PendingRequest? request))
        {
            if (_logger.IsEnabled(LogLevel.Debug))
            {
                RuntimeLog.ClientLateReply(_logger, Encoding.UTF8.GetString(message.Id));
            }

            return;
        }

        if (request is null)
        {
            return;
        }

        if (!message.Error.IsEmpty)
        {
            request.Fail(ReplyJson.ParseError(message.Error, request.Command));
        }
        else if (!message.Return.IsEmpty)
        {
            ServerQuits |= request.Command == ServerEnd.Command;
            request.Complete(message.Return, _work);
        }
        else
        {
            request.Fail(new QmpProtocolException($"The reply to '{request.Command}' has neither result nor error"));
        }
    }

    private void TakeErrorWithoutId(ReadOnlySpan<byte> error)
    {
        HasComplained = true;
        if (!_greeting.Task.IsCompleted)
        {
            _refusal = (ReplyJson.ParseError(error, "") as QmpErrorException)?.Description;
        }

        RuntimeLog.ClientErrorWithoutId(_logger, Encoding.UTF8.GetString(error));
        if (_requests.TryTakeOldest(out PendingRequest? request))
        {
            request?.Fail(ReplyJson.ParseError(error, request.Command));
        }
    }
}
