using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <summary>One client of a proxy: its transport, its negotiation, its commands in order. What changes it does so under the core's gate.</summary>
[SuppressMessage("Design", "CA1001", Justification = "RunAsync disposes of everything when the client is gone.")]
internal sealed class ProxyClient
{
    private readonly ProxyCore _core;
    private readonly IQmpTransport _transport;
    private readonly QmpMessageReader _reader = new(QmpJsonLimits.Default);
    private readonly QmpMessage _message = new();
    private ProxyCall? _last;
    private TaskCompletionSource? _room;
    private int _roomLimit;
    private volatile bool _isStopping;

    public ProxyClient(ProxyCore core, IQmpTransport transport, long number)
    {
        _core = core;
        _transport = transport;
        Number = number;

        // Not from within the gate: what ends a read may go on at once, on the thread that ends it.
        Output = new QmpOutput(transport.Output, "proxy", core.Options.MaxPendingOutputBytes, new QmpByteBudget(long.MaxValue), () => ThreadPool.UnsafeQueueUserWorkItem(static client => client.Stop(), this, preferLocal: false))
        {
            OverflowsOnReplies = true,
        };
    }

    /// <summary>Its number, from 1.</summary>
    public long Number { get; }

    /// <summary>Where it came in.</summary>
    public string Peer => _transport.Description;

    /// <summary>What is to be sent to it.</summary>
    public QmpOutput Output { get; }

    /// <summary>Whether it has negotiated.</summary>
    public bool IsReady { get; set; }

    /// <summary>Whether it has enabled <c>oob</c>.</summary>
    public bool AllowsOutOfBand { get; set; }

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
        if (Pending < _roomLimit)
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

    /// <summary>Ends when fewer commands are pending than may be; null if that is so now.</summary>
    public Task? WhenRoom(int limit)
    {
        if (Pending < limit || IsClosed)
        {
            return null;
        }

        _roomLimit = limit;
        return (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>Ends the conversation; from any thread, but not from within the gate.</summary>
    public void Stop()
    {
        _isStopping = true;
        lock (_core.Gate)
        {
            _room?.TrySetResult();
            _room = null;
        }

        _transport.Input.CancelPendingRead();
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
            ProxyLog.Broke(_core.Logger, Number, cause.Message);
        }

        _core.Remove(this);
        await Task.WhenAny(Output.DrainAsync(), Task.Delay(TimeSpan.FromSeconds(2))).ConfigureAwait(false);
        foreach (SafeHandle left in TakeDescriptors() ?? [])
        {
            left.Dispose();
        }

        try
        {
            await _transport.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            ProxyLog.Broke(_core.Logger, Number, cause.Message);
        }

        _reader.Dispose();
        Output.Dispose();
    }

    private async Task ConverseAsync()
    {
        while (!_isStopping && !Output.IsClosed)
        {
            ReadResult result = await _transport.Input.ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> rest = result.Buffer;
            while (MustWait(ref rest) is { } room)
            {
                await room.ConfigureAwait(false);
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
            while (!rest.IsEmpty && !_isStopping)
            {
                Task? room = _core.WhenRoom(this, _core.Options.MaxPendingCommands);
                if (room is not null)
                {
                    return room;
                }

                SequencePosition next = rest.Start;
                rest.TryGet(ref next, out ReadOnlyMemory<byte> piece);
                if (!_reader.TryRead(piece, out int consumed, AllowsOutOfBand, _message))
                {
                    rest = next.GetObject() is null ? default : rest.Slice(next);
                    continue;
                }

                rest = rest.Slice(consumed);
                _core.Take(this, _message);
            }

            return null;
        }
        finally
        {
            _core.Flush(this);
        }
    }

    /// <summary>Without oob what came before the end of the input is answered; with it the queue is lost, as in QEMU (QMP spec 18).</summary>
    private async Task FinishAsync()
    {
        while (!_isStopping && !Output.IsClosed && !AllowsOutOfBand && _core.WhenRoom(this, 1) is { } room)
        {
            await room.ConfigureAwait(false);
        }
    }
}
