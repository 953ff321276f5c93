using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Server;

/// <summary>One client of a service: reads its messages, runs them in order, and keeps the state of its negotiation.</summary>
/// <remarks>
/// Without <c>oob</c> the loop that reads also runs the commands, so that nothing is processed before the answer to what came before. With it
/// in-band messages go through <see cref="QmpInBandLane"/> and the loop runs only out-of-band commands. Source: QMP spec 7, 11, 18.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "RunAsync disposes of everything when the conversation is over.")]
internal sealed class QmpConnection
{
    private readonly QmpService _service;
    private readonly IQmpTransport _transport;
    private readonly QmpMessageReader _reader;
    private readonly QmpMessage _message = new();
    private readonly QmpOutput _output;
    private readonly QmpCommandRunner _inBand;
    private readonly QmpCommandRunner _outOfBand;
    private readonly QmpInBandLane _lane;
    private readonly ReadLoopWork _work;
    private bool _isReady;
    private bool _allowsOutOfBand;
    private bool _isStopping;
    private bool _isBroken;

    public QmpConnection(QmpService service, IQmpTransport transport, long id)
    {
        _service = service;
        _transport = transport;
        Id = id;
        _isReady = service.IsGuestAgent;
        _reader = new QmpMessageReader(service.Options.Limits);
        _output = new QmpOutput(transport.Output, service.Options.Name, service.Options.MaxPendingOutputBytes, _ => transport.Input.CancelPendingRead());
        _inBand = new QmpCommandRunner(service, this, _output);
        _outOfBand = new QmpCommandRunner(service, this, _output);
        _work = new ReadLoopWork(transport);
        _lane = new QmpInBandLane(RunGatedAsync, _output.Flush, _work);
    }

    /// <summary>Number of the connection within its service.</summary>
    public long Id { get; }

    /// <summary>Whether it has left negotiation mode.</summary>
    public bool IsReady => Volatile.Read(ref _isReady);

    /// <summary>Serves the client until it leaves or the service stops.</summary>
    public async Task RunAsync()
    {
        string service = _service.Options.Name;
        QmpServerLog.Connected(_service.Logger, service, Id, _transport.Description);
        QmpServerTelemetry.CountConnection(service, 1);
        try
        {
            await ConverseAsync().ConfigureAwait(false);
        }
        finally
        {
            await CloseAsync().ConfigureAwait(false);
            QmpServerTelemetry.CountConnection(service, -1);
            QmpServerLog.Disconnected(_service.Logger, service, Id);
        }
    }

    /// <summary>Ends the connection after the command that runs; from any thread.</summary>
    public void RequestStop()
    {
        Volatile.Write(ref _isStopping, true);
        _transport.Input.CancelPendingRead();
    }

    /// <summary>Ends the connection without sending what waits; from any thread.</summary>
    public void Abort()
    {
        RequestStop();
        _output.Close();
    }

    /// <summary>Sends an event, unless the connection is in negotiation mode.</summary>
    public bool TrySendEvent(ReadOnlySpan<byte> message)
    {
        if (!IsReady || _service.IsGuestAgent)
        {
            return false;
        }

        bool isSent = _output.Write(message, isReply: false);
        if (!isSent)
        {
            QmpServerTelemetry.CountDroppedEvent(_service.Options.Name, "connection");
        }

        return isSent;
    }

    /// <summary>Leaves negotiation mode; the built-in <c>qmp_capabilities</c> calls it.</summary>
    public void Negotiate(bool enablesOutOfBand, QmpServerRequest request)
    {
        if (_isReady)
        {
            throw new Messages.QmpErrorException(
                Messages.QmpErrorClass.CommandNotFound,
                "Capabilities negotiation is already complete, command ignored");
        }

        if (enablesOutOfBand && !_service.Options.OffersOutOfBand)
        {
            throw new Messages.QmpErrorException("Capability oob not available");
        }

        request.ReturnRaw("{}"u8);
        _allowsOutOfBand = enablesOutOfBand;
        Volatile.Write(ref _isReady, true);
        QmpServerLog.Negotiated(_service.Logger, _service.Options.Name, Id, enablesOutOfBand);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; whatever it is, the connection is over.")]
    private async Task ConverseAsync()
    {
        try
        {
            if (!_service.IsGuestAgent)
            {
                _output.Write(_service.Greeting, isReply: true);
                _output.Flush();
            }

            while (!IsOver)
            {
                ReadResult result = await _work.ReadAsync(_transport.Input);
                ReadOnlySequence<byte> buffer = result.Buffer;
                QmpServerTelemetry.CountReceived(_service.Options.Name, buffer.Length);
                ReadOnlySequence<byte> rest = buffer;
                while (MustWait(ref rest, out ValueTask running))
                {
                    await running.ConfigureAwait(false);
                }

                _transport.Input.AdvanceTo(buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception cause)
        {
            _isBroken = true;
            QmpServerLog.Broke(_service.Logger, _service.Options.Name, Id, cause);
        }
        finally
        {
            _work.Queue();
        }
    }

    private bool IsOver => Volatile.Read(ref _isStopping) || _output.IsClosed;

    /// <summary>Runs messages as long as each ends at once.</summary>
    /// <param name="rest">What has been read; becomes what is left of it.</param>
    /// <param name="running">The message that has to be awaited before the others.</param>
    /// <returns>Whether there is such a message.</returns>
    private bool MustWait(ref ReadOnlySequence<byte> rest, out ValueTask running)
    {
        running = default;
        _output.BeginBatch();
        try
        {
            while (!rest.IsEmpty && !IsOver)
            {
                SequencePosition next = rest.Start;
                rest.TryGet(ref next, out ReadOnlyMemory<byte> piece);
                if (!_reader.TryRead(piece, out int consumed, _allowsOutOfBand, _message))
                {
                    rest = next.GetObject() is null ? default : rest.Slice(next);
                    continue;
                }

                rest = rest.Slice(consumed);
                _work.Queue();
                running = RunAsync(_message);
                if (!running.IsCompletedSuccessfully)
                {
                    _work.Queue();
                    return true;
                }
            }

            return false;
        }
        finally
        {
            _output.EndBatch();
        }
    }

    private ValueTask RunAsync(QmpMessage message)
    {
        if (!_allowsOutOfBand)
        {
            return RunGatedAsync(message);
        }

        return message.Envelope.IsOutOfBand ? _outOfBand.RunAsync(message, _isReady) : new ValueTask(_lane.AddAsync(message));
    }

    private ValueTask RunGatedAsync(QmpMessage message)
    {
        QmpInBandGate? gate = _service.Gate;
        if (gate is null)
        {
            return _inBand.RunAsync(message, _isReady);
        }

        if (!gate.TryEnter())
        {
            return WaitAndRunAsync(gate, message);
        }

        ValueTask running = _inBand.RunAsync(message, _isReady);
        if (!running.IsCompletedSuccessfully)
        {
            return ExitAfterAsync(gate, running);
        }

        gate.Exit();
        return default;
    }

    private async ValueTask WaitAndRunAsync(QmpInBandGate gate, QmpMessage message)
    {
        await gate.EnterAsync().ConfigureAwait(false);
        if (_output.IsClosed)
        {
            gate.Exit();
            return;
        }

        await ExitAfterAsync(gate, _inBand.RunAsync(message, _isReady)).ConfigureAwait(false);
    }

    [System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask ExitAfterAsync(QmpInBandGate gate, ValueTask running)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        finally
        {
            gate.Exit();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Closing a broken transport may throw anything, and nothing can be done about it.")]
    private async Task CloseAsync()
    {
        // With oob the end of input is seen while a command runs: its reply and the queue are lost (QMP spec 18). A service that stops
        // lets it finish.
        bool isWorking = _lane.Close();
        if (isWorking && Volatile.Read(ref _isStopping) && !_isBroken)
        {
            await _lane.WhenIdleAsync().ConfigureAwait(false);
            isWorking = false;
        }

        if (isWorking || _isBroken)
        {
            _output.Close();
        }

        await _output.DrainAsync().ConfigureAwait(false);
        Volatile.Write(ref _isReady, false);
        if (_output.HasOverflowed)
        {
            QmpServerLog.Overflowed(_service.Logger, _service.Options.Name, Id, _service.Options.MaxPendingOutputBytes);
        }

        try
        {
            if (_output.IsClosed && _transport is IQmpAbortableTransport abortable)
            {
                abortable.Abort();
            }

            await _transport.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            QmpServerLog.Broke(_service.Logger, _service.Options.Name, Id, cause);
        }

        _reader.Dispose();
        _output.Dispose();
        if (!isWorking)
        {
            _lane.Dispose();
            _inBand.Dispose();
            _outOfBand.Dispose();
        }
    }
}
