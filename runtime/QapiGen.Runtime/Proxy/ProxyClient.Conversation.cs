using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <content>Reading what it sends, until it leaves or is stopped.</content>
internal sealed partial class ProxyClient
{
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
