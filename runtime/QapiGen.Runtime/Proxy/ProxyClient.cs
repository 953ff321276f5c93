using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Server.Input;
using QapiGen.Runtime.Server.Output;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <summary>One client of a proxy: its transport, its negotiation, its commands in order. What changes it does so under the core's gate.</summary>
[SuppressMessage("Design", "CA1001", Justification = "RunAsync disposes of everything when the client is gone.")]
internal sealed partial class ProxyClient
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

    private bool HasRoom(int limit) =>
        Pending < limit && (Pending == 0 || (PendingBytes <= MaxPendingCommandBytes && !_core.Counts.Input.IsExceededBy(PendingBytes)));
}
