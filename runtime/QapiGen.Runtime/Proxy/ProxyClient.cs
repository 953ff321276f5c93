using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Input;
using QapiGen.Runtime.Server.Output;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <summary>One client of a proxy: its transport, its negotiation, its commands in order. What changes it does so under the core's gate.</summary>
[SuppressMessage("Design", "CA1001", Justification = "RunAsync disposes of everything when the client is gone.")]
internal sealed class ProxyClient
{
    /// <summary>Bytes of commands without a reply from which on nothing more is read: as a server's queue for one client.</summary>
    private const int MaxPendingCommandBytes = 1024 * 1024;

    private readonly ProxyCore _core;
    private readonly IQmpTransport _transport;
    private readonly ServerInput _input;
    private ProxyCall? _last;
    private TaskCompletionSource? _room;
    private int _roomLimit;
    private volatile bool _isStopping;
    private volatile bool _isNotRead;
    private ForeignOpening _opening;
    private long _sentPiecesBefore;
    private TimeSpan _unreadFor;

    public ProxyClient(ProxyCore core, IQmpTransport transport, long number)
    {
        _core = core;
        _transport = transport;
        Number = number;
        Peer = TransportText.DescribePeer(transport);

        // Not from within the gate: what ends a read may go on at once, on the thread that ends it.
        Output = new ServerOutput(transport.Output, "proxy", core.Options.MaxPendingOutputBytes, core.Counts.Output, () => ThreadPool.UnsafeQueueUserWorkItem(static client => client.Stop(), this, preferLocal: false));
        _input = new ServerInput(QmpJsonLimits.Default, core.Counts.Input, core.Counts.LargeInputs, StopReading);
    }

    /// <summary>Its number, from 1.</summary>
    public long Number { get; }

    /// <summary>Where it came in.</summary>
    public string Peer { get; }

    /// <summary>What is to be sent to it.</summary>
    public ServerOutput Output { get; }

    /// <summary>Whether it has negotiated.</summary>
    public bool IsReady { get; set; }

    /// <summary>Whether it has enabled <c>oob</c>.</summary>
    public bool AllowsOutOfBand { get; set; }

    /// <summary>Whether the greeting that it got offers <c>oob</c>: then it is taken, whatever has become of the server since.</summary>
    public bool OffersOutOfBand { get; init; }

    /// <summary>Whether that greeting offers <see cref="Messages.LongQueue"/>.</summary>
    public bool OffersLongQueue { get; init; }

    /// <summary>Whether it is gone.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether its output has to be flushed at the end of the batch.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Its first in-band command that isn't answered.</summary>
    public ProxyCall? First { get; private set; }

    /// <summary>The first of them that hasn't been sent.</summary>
    public ProxyCall? FirstWaiting { get; set; }

    /// <summary>Commands without a reply, in-band and out-of-band.</summary>
    public int Pending { get; private set; }

    /// <summary>Bytes of them.</summary>
    public long PendingBytes { get; private set; }

    /// <summary>In-band commands of it that the server has.</summary>
    public int InFlight { get; set; }

    /// <summary>Whether its commands wait until it has read what waits for it.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Whether somebody waits for it to read.</summary>
    public bool IsAwaitingRelief { get; set; }

    /// <summary>
    /// Whether one more of its commands may go to the server: a client that doesn't read doesn't get more to read. A reply may be of any size, so
    /// what is under way counts as the largest that it has had; one command may always go.
    /// </summary>
    public bool MaySend =>
        !Output.IsFull
        && (InFlight == 0
            || (Output.PendingBytes + ((InFlight + 1L) * LargestReplyBytes) <= _core.Options.MaxPendingOutputBytes / 2 && _core.Counts.Output.Held <= _core.Counts.Output.Max));

    /// <summary>Bytes of its largest reply so far, or of the largest that are common (<c>query-qmp-schema</c>).</summary>
    public int LargestReplyBytes { get; set; } = 512 * 1024;

    /// <summary>Descriptors that wait with its commands.</summary>
    public int HeldDescriptors { get; private set; }

    /// <summary>Events that it has lost since it didn't read.</summary>
    public long DroppedEvents { get; set; }

    /// <summary>Those of them that it doesn't know of yet.</summary>
    public long UntoldEvents { get; set; }

    /// <summary>Descriptors that have come and belong to the next command that takes some.</summary>
    public IReadOnlyList<SafeHandle>? TakeDescriptors() => (_transport as IDescriptorSource)?.TakeDescriptors();

    /// <summary>A command has been taken.</summary>
    public void Add(ProxyCall call)
    {
        Pending++;
        PendingBytes += call.CountedBytes;
        HeldDescriptors += call.HeldDescriptors;
        if (call.IsOutOfBand)
        {
            return;
        }

        if (_last is null)
        {
            First = call;
        }
        else
        {
            _last.Next = call;
        }

        _last = call;
    }

    /// <summary>A command has been answered, or never will be.</summary>
    public void Remove(ProxyCall call)
    {
        Pending--;
        PendingBytes -= call.CountedBytes;
        HeldDescriptors -= call.HeldDescriptors;
        if (HasRoom(_roomLimit))
        {
            _room?.TrySetResult();
            _room = null;
        }

        if (call.IsOutOfBand)
        {
            return;
        }

        if (First == call)
        {
            First = call.Next;
            _last = First is null ? null : _last;
            return;
        }

        // A server that answers out of turn.
        for (ProxyCall? before = First; before is not null; before = before.Next)
        {
            if (before.Next == call)
            {
                before.Next = call.Next;
                _last = call.Next is null ? before : _last;
                return;
            }
        }
    }

    /// <summary>Ends when less is pending than may be; null if that is so now.</summary>
    public Task? WhenRoom(int limit)
    {
        if (HasRoom(limit) || IsClosed)
        {
            return null;
        }

        _roomLimit = limit;
        return (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>Ends the conversation; from any thread, but not from within the gate. Never fails.</summary>
    public void Stop()
    {
        _isStopping = true;
        lock (_core.Gate)
        {
            _room?.TrySetResult();
            _room = null;
        }

        Output.StopPausing();
        StopReading();
    }

    /// <summary>Ends the conversation if nothing is read and the client has left, or reads nothing itself for too long, or the transport can't say so.</summary>
    /// <returns>Whether nothing is read.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; whatever it is, this client is gone and the others go on.")]
    public bool LeavesIfGone()
    {
        try
        {
            if (!_isNotRead)
            {
                return false;
            }

            if (HasReadNothing())
            {
                RuntimeLog.ProxyTooFarBehind(_core.Logger, Number, Output.PendingBytes);
                Output.Close();
                return false;
            }

            if (_transport is not IQmpPeerTransport { IsPeerGone: true })
            {
                return true;
            }
        }
        catch (Exception cause)
        {
            RuntimeLog.ProxyBroke(_core.Logger, Number, cause.Message);
        }

        Stop();
        return false;
    }

    // Asked at each look.
    private bool HasReadNothing()
    {
        long sent = Output.SentPieces;
        _unreadFor = Output.PendingBytes > 0 && sent == _sentPiecesBefore ? _unreadFor + ClientWatch.Period : TimeSpan.Zero;
        _sentPiecesBefore = sent;
        return _core.Options.UnreadTimeout is var limit && limit != Timeout.InfiniteTimeSpan && _unreadFor > limit;
    }

    /// <summary>Talks until the client leaves or is stopped.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; whatever it is, this client is gone and the others go on.")]
    public async Task RunAsync()
    {
        try
        {
            await ConverseAsync().ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            RuntimeLog.ProxyBroke(_core.Logger, Number, cause.Message);
        }

        _core.Remove(this);
        try
        {
            await Task.WhenAny(Output.DrainAsync(), Task.Delay(_core.Options.CloseTimeout, _core.Options.TimeProvider)).ConfigureAwait(false);
            foreach (SafeHandle left in TakeDescriptors() ?? [])
            {
                left.Dispose();
            }
        }
        catch (Exception cause)
        {
            RuntimeLog.ProxyBroke(_core.Logger, Number, cause.Message);
        }

        try
        {
            await _transport.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            RuntimeLog.ProxyBroke(_core.Logger, Number, cause.Message);
        }

        _input.Dispose();
        Output.Dispose();
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
            RuntimeLog.ProxyBroke(_core.Logger, Number, cause.Message);
            _ = TransportEnd.CloseAsync(_transport);
        }
    }

    private async Task ConverseAsync()
    {
        while (!_isStopping && !Output.IsClosed)
        {
            ReadResult result = await _transport.Input.ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> rest = result.Buffer;
            _opening.Check(rest);
            while (MustWait(ref rest) is { } room)
            {
                await WatchAsync(room);
                _isNotRead = false;
            }

            _transport.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                await FinishAsync().ConfigureAwait(false);
                return;
            }
        }
    }

    /// <summary>Takes messages as long as there is room for their replies.</summary>
    private Task? MustWait(ref ReadOnlySequence<byte> rest)
    {
        try
        {
            while (!_isStopping)
            {
                if (!rest.IsEmpty && _core.WhenRoom(this, _core.Options.MaxPendingCommands) is { } room)
                {
                    return room;
                }

                if (!_input.TryTake(ref rest, AllowsOutOfBand))
                {
                    break;
                }

                _core.Take(this, _input.Message);
                _input.Recycle();
            }

            return null;
        }
        finally
        {
            _core.Flush(this);
        }
    }

    /// <summary>Waits for something else than the client, which may leave meanwhile.</summary>
    private ConfiguredTaskAwaitable WatchAsync(Task room)
    {
        _isNotRead = !room.IsCompleted;
        if (_isNotRead)
        {
            _core.Counts.Watch.Arm();
        }

        return room.ConfigureAwait(false);
    }

    private bool HasRoom(int limit) =>
        Pending < limit && (Pending == 0 || (PendingBytes <= MaxPendingCommandBytes && !_core.Counts.Input.IsExceededBy(PendingBytes)));

    /// <summary>Without oob what came before the end of the input is answered; with it the queue is lost, as in QEMU (QMP spec 18).</summary>
    private async Task FinishAsync()
    {
        while (!_isStopping && !Output.IsClosed && !AllowsOutOfBand && _core.WhenRoom(this, 1) is { } room)
        {
            await WatchAsync(room);
            _isNotRead = false;
        }
    }
}
