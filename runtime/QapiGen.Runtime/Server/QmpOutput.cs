using System;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Server;

/// <summary>What a connection has to send: whole messages from any thread, written in batches, bounded.</summary>
/// <remarks>
/// Messages collect in one buffer while another one is being written. The thread that works through a batch of input sends at its end;
/// messages of other threads are sent by the thread pool, so that whoever emits an event doesn't pay for the socket.
/// </remarks>
internal sealed class QmpOutput : IThreadPoolWorkItem, IDisposable
{
    private const int KeptBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly PipeWriter _writer;
    private readonly string _service;
    private readonly int _maxPendingBytes;
    private readonly Action<QmpOutput> _onFailure;
    private PooledList<byte> _pending = new(KeptBytes);
    private PooledList<byte> _sending = new(KeptBytes);
    private TaskCompletionSource? _drained;
    private int _batchThread;
    private bool _isQueued;
    private bool _isSending;
    private bool _isClosed;

    /// <summary>Makes an output.</summary>
    /// <param name="writer">Where bytes go.</param>
    /// <param name="service">The service that the bytes are counted for.</param>
    /// <param name="maxPendingBytes">Bytes that may wait when a message is added.</param>
    /// <param name="onFailure">Runs once, on any thread, when the peer is gone or doesn't read.</param>
    public QmpOutput(PipeWriter writer, string service, int maxPendingBytes, Action<QmpOutput> onFailure)
    {
        _writer = writer;
        _service = service;
        _maxPendingBytes = maxPendingBytes;
        _onFailure = onFailure;
    }

    /// <summary>Whether nothing can be sent any more.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Bytes that wait to be sent, those that are being sent included.</summary>
    public long PendingBytes
    {
        get
        {
            lock (_lock)
            {
                return (long)_pending.Count + _sending.Count;
            }
        }
    }

    /// <summary>Whether it was closed since the peer didn't read.</summary>
    public bool HasOverflowed { get; private set; }

    /// <summary>From here to <see cref="EndBatch"/> messages of this thread wait to be sent together.</summary>
    public void BeginBatch() => Volatile.Write(ref _batchThread, Environment.CurrentManagedThreadId);

    /// <summary>Sends what has collected.</summary>
    public void EndBatch()
    {
        Volatile.Write(ref _batchThread, 0);

        // This thread's own messages it sees here, or somebody has taken them to be sent; the others see to theirs.
        if (_pending.Count > 0)
        {
            Flush();
        }
    }

    /// <summary>Adds a whole message.</summary>
    /// <param name="message">The message with its line end.</param>
    /// <param name="isReply">Whether the connection itself writes it, which sends at the end of its batch anyway.</param>
    /// <returns>False if the output is closed, or was closed since too much is waiting.</returns>
    public bool Write(ReadOnlySpan<byte> message, bool isReply)
    {
        bool mustQueue = false;
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            if ((long)_pending.Count + _sending.Count <= _maxPendingBytes)
            {
                mustQueue = !isReply && !_isSending && !_isQueued && _batchThread != Environment.CurrentManagedThreadId;
                _isQueued |= mustQueue;
                _pending.AddRange(message);
            }
            else
            {
                HasOverflowed = true;
            }
        }

        if (HasOverflowed)
        {
            Close();
            return false;
        }

        if (mustQueue)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return true;
    }

    /// <summary>Throws away what waits and refuses what comes.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            _pending.Dispose();
            _drained?.TrySetResult();
        }

        _onFailure(this);
    }

    /// <summary>Ends when everything that was added has been handed to the transport, or the output is closed.</summary>
    public Task DrainAsync()
    {
        Flush();
        lock (_lock)
        {
            if (_isClosed || (!_isSending && _pending.Count == 0))
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Gives buffers back; nothing may be under way.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _pending.Dispose();
            if (!_isSending)
            {
                _sending.Dispose();
            }
        }
    }

    void IThreadPoolWorkItem.Execute() => Flush();

    /// <summary>Sends what has collected, unless that is being done.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            _isQueued = false;
            if (_isSending || !TryTake())
            {
                return;
            }

            _isSending = true;
        }

        Send();
    }

    private void Send()
    {
        do
        {
            ValueTask<FlushResult> sending = WriteAsync();
            if (!sending.IsCompletedSuccessfully)
            {
                _ = SendOnAsync(sending);
                return;
            }

            Check(sending.Result);
        }
        while (TryContinue());
    }

    /// <summary>Goes on when the transport couldn't finish at once. Never fails.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; whatever it is, the connection is over.")]
    private async Task SendOnAsync(ValueTask<FlushResult> sending)
    {
        while (true)
        {
            try
            {
                Check(await sending.ConfigureAwait(false));
            }
            catch (Exception)
            {
                Close();
            }

            if (!TryContinue())
            {
                return;
            }

            sending = WriteAsync();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "As in SendOnAsync.")]
    private ValueTask<FlushResult> WriteAsync()
    {
        QmpServerTelemetry.CountSent(_service, _sending.Count);
        try
        {
            return _writer.WriteAsync(_sending.Memory);
        }
        catch (Exception cause)
        {
            return ValueTask.FromException<FlushResult>(cause);
        }
    }

    private void Check(FlushResult result)
    {
        if (result.IsCompleted || result.IsCanceled)
        {
            Close();
        }
    }

    private bool TryContinue()
    {
        lock (_lock)
        {
            _sending.Clear();
            if (TryTake())
            {
                return true;
            }

            _isSending = false;
            _drained?.TrySetResult();
            _drained = null;
            if (_isClosed)
            {
                _sending.Dispose();
            }

            return false;
        }
    }

    private bool TryTake()
    {
        if (_isClosed || _pending.Count == 0)
        {
            return false;
        }

        (_sending, _pending) = (_pending, _sending);
        return true;
    }
}
