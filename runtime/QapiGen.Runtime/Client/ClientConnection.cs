using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client.Calls;
using QapiGen.Runtime.Client.Events;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Tracing;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client;

/// <summary>One session over one transport: from the first byte to the last.</summary>
internal sealed class ClientConnection : IAsyncDisposable
{
    /// <summary>How long a peer that has been silent for the whole handshake is given to say what it is.</summary>
    private static readonly TimeSpan ProbeWait = TimeSpan.FromMilliseconds(500);

    private readonly IQmpTransport _transport;
    private readonly QmpClientOptions _options;
    private readonly ILogger _logger;
    private readonly OutputQueue _output;
    private readonly RequestTable _requests;
    private readonly MessageRouter _router;
    private readonly ReadLoopWork _work;
    private readonly UnknownTextKeeper _texts;
    private readonly GuestAgentSync? _agent;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _endGate = new();
    private Exception? _cause;
    private volatile bool _isClosing;
    private bool _endedInside;
    private bool _wasClosed;

    public ClientConnection(IQmpTransport transport, QmpClientOptions options, EventHub hub, ILogger logger)
    {
        transport = QmpWireLog.WrapOnce(transport, options.LoggerFactory);
        _transport = transport;
        Description = TransportText.Describe(transport);
        _options = options;
        _logger = logger;
        _output = new OutputQueue(transport, End);
        _agent = options.Handshake == QmpHandshake.GuestAgent ? new GuestAgentSync() : null;
        _requests = new RequestTable(_output, Description, options.FirstRequestId, options.MaxQueuedBytes, options.TimeProvider, Resynchronise);
        Calls = new ClientCalls(transport, options, _requests);
        _work = new ReadLoopWork(transport);
        _texts = hub.Texts;
        _router = new MessageRouter(_requests, _output, hub, _work, _agent, logger);
    }

    /// <summary>What the peer said of itself; null without a greeting.</summary>
    public QmpGreeting? Greeting { get; private set; }

    /// <summary>What is asked over it.</summary>
    public ClientCalls Calls { get; }

    /// <summary>Where the peer is.</summary>
    public string Description { get; }

    /// <summary>Ends when the connection has; never fails.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether it has ended, though it may still be being closed.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_endGate)
            {
                return _cause is not null;
            }
        }
    }

    /// <summary>Why the connection ended; null while it is open, and when it was closed from this side or because the server was told to quit.</summary>
    public Exception? Cause => _wasClosed ? null : _cause;

    /// <summary>Begins to read, and goes through the handshake.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        ClientMetrics.ConnectionOpened();
        _ = ReadAsync();
        using var deadline = new CancellationTokenSource(_options.HandshakeTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await ShakeHandsAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw await ExplainSilenceAsync(e).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QmpConnectionException or QmpProtocolException && _agent?.Foreign is not null)
        {
            throw NoAgent(e);
        }
        catch (QmpProtocolException e) when (e == _cause)
        {
            throw new QmpProtocolException($"{Description} is no QMP server. {e.Message}", e);
        }

        RuntimeLog.ClientConnected(_logger, Description, Greeting?.Version ?? default);
    }

    /// <summary>Sends what is still to be sent, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        if (!_ended.Task.IsCompleted)
        {
            // A peer that doesn't read can't keep us from closing, nor can a clock that stands still.
            await Task.WhenAny(_output.DrainAsync(), Task.Delay(_options.CloseTimeout)).ConfigureAwait(false);
        }

        End(new QmpConnectionException("The client was closed"));
        await _ended.Task.ConfigureAwait(false);
        _requests.Dispose();
    }

    private async Task ShakeHandsAsync(CancellationToken token)
    {
        switch (_options.Handshake)
        {
            case QmpHandshake.Greeting:
                Greeting = await _router.Greeting.WaitAsync(token).ConfigureAwait(false);
                _requests.ServerVersion = Greeting.Version;
                await NegotiateAsync(token).ConfigureAwait(false);
                break;
            case QmpHandshake.GuestAgent:
                await _agent!.Begin(_output).WaitAsync(token).ConfigureAwait(false);
                break;
            default:
                break;
        }
    }

    private async Task NegotiateAsync(CancellationToken token)
    {
        bool wantsOutOfBand = _options.EnableOutOfBand && Greeting!.Capabilities.Contains("oob");
        bool wantsLongQueue = wantsOutOfBand && _options.MaxInBandCommands is null or > LongQueue.ShortLength && Greeting!.Capabilities.Contains(LongQueue.Name);
        var arguments = new ElementArguments(JsonElement.Parse(
            wantsLongQueue ? "{\"enable\": [\"oob\", \"__qapigen_queue-64\"]}"u8 : wantsOutOfBand ? "{\"enable\": [\"oob\"]}"u8 : "{}"u8));
        try
        {
            await Calls.ExecuteVoidAsync(CallTarget.Negotiate, arguments, new QmpCallOptions { Timeout = Timeout.InfiniteTimeSpan }, token).ConfigureAwait(false);
        }
        catch (QmpErrorException e)
        {
            throw new QmpProtocolException($"The server refused to negotiate: {e.Description}", e);
        }

        if (wantsOutOfBand)
        {
            Calls.EnableOutOfBand(wantsLongQueue ? LongQueue.Length : LongQueue.ShortLength);
        }
    }

    /// <summary>Says why there was no handshake. A peer that waits to be spoken to is spoken to: its answer tells what it is.</summary>
    private async Task<Exception> ExplainSilenceAsync(Exception e)
    {
        string message = $"{Description} did not greet and negotiate within {_options.HandshakeTimeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} seconds. ";
        if (_options.Handshake != QmpHandshake.Greeting)
        {
            return _agent?.Foreign is not null ? NoAgent(e) : new QmpTimeoutException(message + "Is the agent running in the guest?", e);
        }

        if (Greeting is null)
        {
            lock (_output.Gate)
            {
                _output.Filling.AddRange("{}\r\n\r\n"u8);
            }

            _output.Kick();
            await Task.WhenAny(_ended.Task, Task.Delay(ProbeWait, CancellationToken.None)).ConfigureAwait(false);
            if (_cause is QmpProtocolException foreign)
            {
                return new QmpProtocolException($"{Description} is no QMP server. {foreign.Message}", foreign);
            }

            if (_router.HasComplained)
            {
                return new QmpProtocolException($"{Description} answers but doesn't greet, as a guest agent does: use {nameof(QmpHandshake)}.{nameof(QmpHandshake.GuestAgent)}", e);
            }
        }

        return new QmpTimeoutException(message + "A server serves one client at a time: perhaps another one is connected", e);
    }

    private QmpProtocolException NoAgent(Exception e) => new($"{Description} is no guest agent. {_agent!.Foreign}", new QmpProtocolException(_agent.Foreign!, e));

    private void Resynchronise()
    {
        if (_agent is not null)
        {
            _ = _agent.Begin(_output);
        }
    }

    private async Task ReadAsync()
    {
        var reader = new MessagePump(_transport.Input, _router, _work, _options.MaxMessageBytes, _texts, _agent);
        Exception cause;
        try
        {
            await reader.RunAsync().ConfigureAwait(false);
            _endedInside = reader.EndedInside;
            cause = _endedInside
                ? new QmpConnectionException($"{Description} closed the connection inside a message")
                : new QmpConnectionException($"{Description} closed the connection");
        }
#pragma warning disable CA1031 // Whatever ends the read loop ends the connection, and is the cause that all waiters get.
        catch (Exception e)
#pragma warning restore CA1031
        {
            cause = e;
        }

        End(cause);
        await TransportEnd.CloseAsync(_transport).ConfigureAwait(false);
        ClientMetrics.ConnectionClosed();
        _ended.TrySetResult();
    }

    private void End(Exception cause)
    {
        lock (_endGate)
        {
            if (_cause is not null)
            {
                return;
            }

            // A connection that broke before it was closed stays broken; one that ends because the server does, by request, isn't broken.
            _wasClosed = _isClosing || (_router.ServerQuits && !_endedInside && cause is not QmpProtocolException);
            _cause = cause;
        }

        if (_wasClosed)
        {
            RuntimeLog.ClientClosed(_logger, Description);
        }
        else
        {
            RuntimeLog.ClientBroken(_logger, Description, cause.Message);
        }

        // First, so that whoever hears of it and asks again waits for the next connection, however long this one takes to be closed.
        Calls.Next?.Unset(this);
        _output.Close();
        _requests.Break(cause);
        _output.Release();
        _router.Break(cause);
        _agent?.Break(cause);
        TransportEnd.StopReading(_transport);
        _ = TransportEnd.CloseAsync(_transport);
    }
}
