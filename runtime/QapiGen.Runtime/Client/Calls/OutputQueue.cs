using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Client.Calls;

/// <summary>What is to be sent: callers append under the gate, one of them flushes, and takes along what came in the meantime.</summary>
[SuppressMessage("Design", "CA1001", Justification = "At the end a write may be under way; the collector takes what is left.")]
internal sealed class OutputQueue : SendLoop
{
    /// <summary>Bytes that each of the two buffers keeps for the next use.</summary>
    private const int KeptBytes = 64 * 1024;

    private readonly IQmpTransport _transport;
    private readonly Action<Exception> _onFailure;
    private readonly OutputPieces _pieces = new();
    private readonly Action<int, int> _moveDescriptors;
    private PooledList<byte> _flushing = new(KeptBytes);
    private List<(int Offset, IReadOnlyList<SafeHandle> Handles)>? _descriptors;
    private List<(int Offset, IReadOnlyList<SafeHandle> Handles)>? _flushingDescriptors;
    private TaskCompletionSource? _idle;
    private bool _isFlushing;
    private bool _isClosed;

    public OutputQueue(IQmpTransport transport, Action<Exception> onFailure)
    {
        _transport = transport;
        _onFailure = onFailure;
        _moveDescriptors = MoveDescriptors;
    }

    /// <summary>Called under the gate when there may be room again in what waits; null for nobody.</summary>
    public Action? OnRoom { get; set; }

    /// <summary>Guards <see cref="Filling"/>, and whoever wants his own state to change together with it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Where to append; under the gate.</summary>
    public PooledList<byte> Filling { get; private set; } = new(KeptBytes);

    /// <summary>Bytes that wait to be sent; the exact number under the gate.</summary>
    public int WaitingBytes => Filling.Count - _pieces.DeadBytes;

    /// <summary>Lets descriptors go ahead of what stands at an offset of what is being filled; under the gate.</summary>
    public void Attach(int offset, IReadOnlyList<SafeHandle> descriptors) => (_descriptors ??= []).Add((offset, descriptors));

    /// <summary>The bytes from <paramref name="start"/> on are a request's; under the gate.</summary>
    public void Mark(PendingRequest request, int start) => _pieces.Add(request, start, Filling.Count);

    /// <summary>Whether a request's bytes still wait to be sent; under the gate.</summary>
    public bool IsWaiting(PendingRequest request) => _pieces.Contains(request);

    /// <summary>Takes a request's bytes, and the descriptors that go ahead of them, back; under the gate.</summary>
    /// <returns>Whether they had not been sent.</returns>
    public bool TryTakeBack(PendingRequest request)
    {
        int start = _pieces.Remove(request);
        if (start < 0)
        {
            return false;
        }

        if (request.Descriptors is not null)
        {
            _descriptors?.RemoveAll(x => x.Offset == start);
        }

        if (_pieces.IsWorthCompacting(Filling.Count))
        {
            _pieces.Compact(Filling, _moveDescriptors);
        }

        return true;
    }

    /// <summary>Takes what has been appended, to be sent, unless somebody is sending; under the gate.</summary>
    /// <returns>Whether the caller must call <see cref="Send"/> as soon as it has left the gate.</returns>
    public bool TryBegin()
    {
        if (_isFlushing || _isClosed || !TrySwap())
        {
            return false;
        }

        _isFlushing = true;
        return true;
    }

    /// <summary>Sends what has been taken, and what is appended meanwhile. Never waits; failures go to the connection.</summary>
    public void Send() => SendTaken();

    /// <summary>Sends what this thread, or the lock holder before it, has appended, unless somebody is at it already.</summary>
    public void Kick()
    {
        // What this thread has appended it sees here, or somebody has taken it to be sent.
        if (Filling.Count > 0)
        {
            BeginAndSend();
        }
    }

    /// <summary>Waits until everything has been sent, or can't be.</summary>
    public Task DrainAsync()
    {
        BeginAndSend();
        lock (Gate)
        {
            return _isFlushing && !_isClosed ? (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    /// <summary>Sends nothing more.</summary>
    public void Close()
    {
        lock (Gate)
        {
            _isClosed = true;
            _idle?.TrySetResult();
        }
    }

    /// <summary>Gives back what waited to be sent, once it is closed and nobody asks any more what has been sent of it.</summary>
    public void Release()
    {
        lock (Gate)
        {
            _pieces.Clear();
            Filling.Dispose();
            if (!_isFlushing)
            {
                _flushing.Dispose();
            }
        }
    }

    private void BeginAndSend()
    {
        bool mustSend;
        lock (Gate)
        {
            mustSend = TryBegin();
        }

        if (mustSend)
        {
            Send();
        }
    }

    protected override ValueTask<FlushResult> WriteAsync() =>
        _flushingDescriptors is { } descriptors ? WritePiecesAsync(descriptors) : WriteAsync(_flushing.Memory);

    protected override void OnSendFailure(Exception? cause) => Fail(cause ?? new QmpConnectionException("The peer reads no more"));

    private async ValueTask<FlushResult> WritePiecesAsync(List<(int Offset, IReadOnlyList<SafeHandle> Handles)> descriptors)
    {
        var transport = (IQmpDescriptorTransport)_transport;
        ReadOnlyMemory<byte> bytes = _flushing.Memory;
        int sent = 0;
        foreach ((int offset, IReadOnlyList<SafeHandle> handles) in descriptors)
        {
            if (offset > sent)
            {
                FlushResult result = await WriteAsync(bytes[sent..offset]).ConfigureAwait(false);
                if (result.IsCompleted || result.IsCanceled)
                {
                    return result;
                }

                sent = offset;
            }

            await transport.SendDescriptorsAsync(handles, CancellationToken.None).ConfigureAwait(false);
        }

        return await WriteAsync(bytes[sent..]).ConfigureAwait(false);
    }

    private ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        ClientMetrics.Sent(bytes.Length);
        return _transport.Output.WriteAsync(bytes);
    }

    /// <summary>Sends nothing more, and lets the connection end.</summary>
    public void Fail(Exception cause)
    {
        Close();
        _onFailure(cause);
    }

    protected override bool TryContinue()
    {
        lock (Gate)
        {
            _flushing.Clear();
            if (_isClosed || !TrySwap())
            {
                _isFlushing = false;
                _idle?.TrySetResult();
                _idle = null;
                return false;
            }

            return true;
        }
    }

    private bool TrySwap()
    {
        if (_pieces.DeadBytes > 0)
        {
            _pieces.Compact(Filling, _moveDescriptors);
        }

        if (Filling.Count == 0)
        {
            return false;
        }

        _pieces.Clear();
        (Filling, _flushing) = (_flushing, Filling);
        _flushingDescriptors = _descriptors;
        _descriptors = null;
        OnRoom?.Invoke();
        return true;
    }

    private void MoveDescriptors(int from, int to)
    {
        int index = _descriptors?.FindIndex(x => x.Offset == from) ?? -1;
        if (index >= 0)
        {
            _descriptors![index] = (to, _descriptors[index].Handles);
        }
    }
}
