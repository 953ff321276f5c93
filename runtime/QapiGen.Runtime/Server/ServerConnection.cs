using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Server.Input;
using QapiGen.Runtime.Server.Output;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Server;

/// <summary>One client of a service: reads its messages, runs them in order, and keeps the state of its negotiation.</summary>
/// <remarks>
/// Without <c>oob</c> the loop that reads also runs the commands, so that nothing is processed before the answer to what came before. With it
/// in-band messages go through <see cref="InBandLane"/> and the loop runs only out-of-band commands. Source: QMP spec 7, 11, 18.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "RunAsync disposes of everything when the conversation is over.")]
internal sealed partial class ServerConnection
{
    private readonly QmpService _service;
    private readonly IQmpTransport _transport;
    private readonly ServerInput _input;
    private readonly ServerOutput _output;
    private readonly CommandRunner _inBand;
    private readonly CommandRunner _outOfBand;
    private readonly GatedRunner _gated;
    private readonly InBandLane _lane;
    private readonly ReadLoopWork _work;
    private readonly CancellationTokenSource _leaving = new();
    private readonly TaskCompletionSource _outputClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isReady;
    private bool _allowsOutOfBand;
    private bool _isStopping;
    private bool _isNotRead;
    private bool _isDraining;
    private bool _isClosing;
    private bool _hasEnded;
    private bool _hasLeft;
    private int _looksInDoubt;
    private ForeignOpening _opening;

    public ServerConnection(QmpService service, IQmpTransport transport, long id)
    {
        _service = service;
        _transport = transport;
        Id = id;
        Caller = new QmpCaller(id, transport);
        _isReady = service.IsGuestAgent;
        _input = new ServerInput(service.Options.Limits, service.InputBudget, service.LargeInputs, StopReading);
        _output = new ServerOutput(transport.Output, service.Options.Name, service.Options.MaxPendingOutputBytes, service.OutputBudget, StopAnswering);
        _inBand = new CommandRunner(service, this, _output);
        _outOfBand = new CommandRunner(service, this, _output);
        _work = new ReadLoopWork(transport);
        _gated = new GatedRunner(service.Gate, _inBand, _output);
        _lane = new InBandLane(message => _gated.RunAsync(message, _isReady), _output.Flush, Break, _work, service.InputBudget);
        LeavingToken = _leaving.Token;
    }

    /// <summary>Number of the connection within its service.</summary>
    public long Id { get; }

    /// <summary>Who is at the other end.</summary>
    public QmpCaller Caller { get; }

    /// <summary>Cancelled when the client is gone, or the service's patience.</summary>
    public CancellationToken LeavingToken { get; }

    /// <summary>Whether it has left negotiation mode.</summary>
    public bool IsReady => Volatile.Read(ref _isReady);

    /// <summary>Serves the client until it leaves or the service stops. Never fails.</summary>
    public async Task RunAsync()
    {
        ServerTelemetry.CountConnection(_service.Options.Name, 1);
        try
        {
            await ConverseAsync().ConfigureAwait(false);
        }
        finally
        {
            await CloseAsync().ConfigureAwait(false);
            End();
        }
    }

    /// <summary>Ends the connection after the command that runs; from any thread.</summary>
    public void RequestStop()
    {
        Volatile.Write(ref _isStopping, true);
        _stopRequested.TrySetResult();
        _lane.Close();
        _output.StopPausing();
        StopReading();
    }

    /// <summary>Ends the connection without sending what waits, and cancels its commands; from any thread.</summary>
    public void Abort()
    {
        RequestStop();
        _output.Close();
        _ = CancelCommandsAsync();
    }

    /// <summary>Ends the connection if it isn't being read and its client is gone, or the transport can't say so.</summary>
    /// <returns>Whether it isn't being read.</returns>
    public bool LeavesIfClientIsGone() => Volatile.Read(ref _isNotRead) && StaysWithClient(ProbeIfInDoubt);

    /// <summary>Ends the connection if its client is gone, or the transport can't say so.</summary>
    /// <param name="onThere">What is to be done if it is there.</param>
    /// <returns>Whether it is.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; whatever it is, the connection is over.")]
    public bool StaysWithClient(Action? onThere = null)
    {
        try
        {
            if (_transport is not IQmpPeerTransport { IsPeerGone: true })
            {
                onThere?.Invoke();
                return true;
            }

            if (!Interlocked.Exchange(ref _hasLeft, true))
            {
                RuntimeLog.ServerLeft(_service.Logger, _service.Options.Name, Id);
            }
        }
        catch (Exception cause)
        {
            RuntimeLog.ServerBroke(_service.Logger, _service.Options.Name, Id, cause);
        }

        Abort();
        return false;
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
            ServerTelemetry.CountDroppedEvent(_service.Options.Name, "connection");
        }

        return isSent;
    }

    /// <summary>Leaves negotiation mode; the built-in <c>qmp_capabilities</c> calls it.</summary>
    public void Negotiate(CapabilitiesArguments enabled, ServerRequest request)
    {
        if (_isReady)
        {
            throw new Messages.QmpErrorException(
                Messages.QmpErrorClass.CommandNotFound,
                "Capabilities negotiation is already complete, command ignored");
        }

        bool offersOutOfBand = _service.Options.OffersOutOfBand;
        bool offersLongQueue = offersOutOfBand && _service.Options.OffersLongQueue;
        if ((enabled.EnablesOutOfBand && !offersOutOfBand) || (enabled.EnablesLongQueue && !offersLongQueue))
        {
            string missing = !enabled.EnablesLongQueue || offersLongQueue ? "oob"
                : enabled.EnablesOutOfBand && !offersOutOfBand ? $"oob, {Messages.LongQueue.Name}"
                : Messages.LongQueue.Name;
            throw new Messages.QmpErrorException($"Capability {missing} not available");
        }

        request.ReturnRaw("{}"u8);
        _allowsOutOfBand = enabled.EnablesOutOfBand;
        _lane.Capacity = enabled.EnablesLongQueue ? Messages.LongQueue.Length : Messages.LongQueue.ShortLength;
        Volatile.Write(ref _isReady, true);
        RuntimeLog.ServerNegotiated(_service.Logger, _service.Options.Name, Id, enabled.EnablesOutOfBand);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; whatever it is, the connection is over.")]
    private async Task ConverseAsync()
    {
        try
        {
            RuntimeLog.ServerConnected(_service.Logger, _service.Options.Name, Id, _transport.Description);
            if (!_service.IsGuestAgent)
            {
                _output.Write(_service.Greeting, isReply: true);
                _output.Flush();
            }

            while (!IsOver)
            {
                _input.Recycle();
                ReadResult result = await _work.ReadAsync(_transport.Input);
                ReadOnlySequence<byte> buffer = result.Buffer;
                ServerTelemetry.CountReceived(_service.Options.Name, buffer.Length);
                _opening.Check(buffer);
                ReadOnlySequence<byte> rest = buffer;
                while (MustWait(ref rest, out ValueTask running))
                {
                    BeginNotReading();
                    await running.ConfigureAwait(false);
                    _work.LoseThread();
                    Volatile.Write(ref _isNotRead, false);
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
            Break(cause);
        }
        finally
        {
            _work.Queue();
        }
    }

    private bool IsOver => Volatile.Read(ref _isStopping) || _output.IsClosed;

    /// <summary>Runs messages as long as each ends at once, and the client reads what it is sent.</summary>
    /// <param name="rest">What has been read; becomes what is left of it.</param>
    /// <param name="running">What has to be awaited before the others.</param>
    /// <returns>Whether there is such a thing.</returns>
    private bool MustWait(ref ReadOnlySequence<byte> rest, out ValueTask running)
    {
        running = default;
        _output.BeginBatch();
        try
        {
            while (!IsOver)
            {
                if (_output.IsFull)
                {
                    ServerTelemetry.CountPause(_service.Options.Name);
                    running = new ValueTask(_output.WhenRelievedAsync());
                    return true;
                }

                if (!_input.TryTake(ref rest, _allowsOutOfBand))
                {
                    return false;
                }

                running = RunAsync(_input.Message);
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

    private ValueTask RunAsync(RequestMessage message)
    {
        if (_allowsOutOfBand && !message.Envelope.IsOutOfBand)
        {
            // Only taken down here: the lane begins when all that has come is, so that one thread does both; or when its queue is full.
            return new ValueTask(_lane.AddAsync(message));
        }

        _work.Queue();
        return _allowsOutOfBand ? _outOfBand.RunAsync(message, _isReady) : _gated.RunAsync(message, _isReady);
    }

    // A client that waits for long gets few of them, and one that went quickly is found out quickly.
    private void ProbeIfInDoubt()
    {
        const int most = 128;
        if (_transport is IQmpPeerTransport { IsPeerInDoubt: true })
        {
            int looks = ++_looksInDoubt;
            if (looks % most == 0 || (looks > 1 && BitOperations.IsPow2(looks)))
            {
                _output.Probe();
            }
        }
    }

    private void BeginNotReading()
    {
        Volatile.Write(ref _isNotRead, true);
        _service.Watch.Arm();
    }

    // From any thread, the lane's included.
    private void Break(Exception cause)
    {
        RuntimeLog.ServerBroke(_service.Logger, _service.Options.Name, Id, cause);
        _output.Close();
    }

    // Nothing can be sent any more: there is nobody to answer. From any thread.
    private void StopAnswering()
    {
        _outputClosed.TrySetResult();
        _lane.Close();
        StopReading();
        _ = CancelCommandsAsync();
    }

    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; one that can't be told to stop reading is closed beneath whoever reads.")]
    private void StopReading()
    {
        try
        {
            _transport.Input.CancelPendingRead();
        }
        catch (Exception cause)
        {
            RuntimeLog.ServerBroke(_service.Logger, _service.Options.Name, Id, cause);
            _ = CloseBeneathAsync();
        }
    }

    /// <summary>Cancels its commands; what they answer is sent. From any thread; never fails.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "What an implementation does when it is cancelled is its own affair.")]
    public async Task CancelCommandsAsync()
    {
        try
        {
            await _leaving.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            RuntimeLog.ServerBroke(_service.Logger, _service.Options.Name, Id, cause);
        }
    }
}
