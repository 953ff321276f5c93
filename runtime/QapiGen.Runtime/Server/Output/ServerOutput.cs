using System;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Server.Input;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Server.Output;

/// <summary>What a connection has to send: whole messages from any thread, written in batches, bounded.</summary>
/// <remarks>
/// <para>
/// Messages collect in pieces while another piece is being written. The thread that works through a batch of input sends at its end;
/// messages of other threads are sent by the thread pool, so that whoever emits an event doesn't pay for the socket. Pieces go back
/// one by one, so what waits takes no more memory than its bytes and two pieces.
/// </para>
/// <para>
/// From half of the limit on the connection takes no further messages until its client has read (<see cref="IsFull"/>): replies never
/// overflow. Events come without being asked for; a client that doesn't read them up to the whole limit is given up.
/// </para>
/// </remarks>
internal sealed class ServerOutput : SendLoop, IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ServerOutputPieces _pieces;
    private readonly PipeWriter _writer;
    private readonly string _service;
    private readonly int _maxPendingBytes;
    private readonly ByteBudget _budget;
    private readonly Action _onFailure;
    private TaskCompletionSource? _drained;
    private TaskCompletionSource? _relieved;
    private long _waitingBytes;
    private long _sentPieces;
    private long _relievedAtBytes;
    private int _batchThread;
    private bool _isQueued;
    private bool _isSending;
    private bool _isClosed;
    private bool _isPausing = true;

    /// <summary>Makes an output.</summary>
    /// <param name="writer">Where bytes go.</param>
    /// <param name="service">The service that the bytes are counted for.</param>
    /// <param name="maxPendingBytes">Bytes that may wait when a message is added.</param>
    /// <param name="budget">Bytes that may wait in all outputs of the service; whole pieces count.</param>
    /// <param name="onFailure">Runs once, on any thread, when the peer is gone or doesn't read; must not fail.</param>
    public ServerOutput(PipeWriter writer, string service, int maxPendingBytes, ByteBudget budget, Action onFailure)
    {
        _writer = writer;
        _service = service;
        _maxPendingBytes = maxPendingBytes;
        _budget = budget;
        _pieces = new ServerOutputPieces(budget);
        _onFailure = onFailure;
    }

    /// <summary>Whether nothing can be sent any more.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Bytes that wait to be sent, those that are being sent included.</summary>
    public long PendingBytes => Volatile.Read(ref _waitingBytes);

    /// <summary>How many pieces the transport has taken: while it stays and bytes wait, the peer reads next to nothing.</summary>
    public long SentPieces => Volatile.Read(ref _sentPieces);

    /// <summary>Whether it was closed since the peer didn't read.</summary>
    public bool HasOverflowed { get; private set; }

    /// <summary>What went wrong with adding a message; the connection is then closed, for its stream has a hole.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Whether so much waits that no further message should be taken from the client: see <see cref="WhenRelievedAsync"/>.</summary>
    public bool IsFull
    {
        get
        {
            long waiting = Volatile.Read(ref _waitingBytes);
            return (waiting > _maxPendingBytes / 2 || _budget.IsExceededBy(waiting))
                && !IsClosed
                && Volatile.Read(ref _isPausing);
        }
    }

    /// <summary>From here to <see cref="EndBatch"/> messages of this thread wait to be sent together.</summary>
    public void BeginBatch() => Volatile.Write(ref _batchThread, Environment.CurrentManagedThreadId);

    /// <summary>Sends what has collected.</summary>
    public void EndBatch()
    {
        Volatile.Write(ref _batchThread, 0);

        // This thread's own messages it sees here, or somebody has taken them to be sent; the others see to theirs.
        if (Volatile.Read(ref _waitingBytes) > 0)
        {
            Flush();
        }
    }

    /// <summary>Adds a whole message. Never fails: what goes wrong closes the output.</summary>
    /// <param name="message">The message with its line end.</param>
    /// <param name="isReply">Whether the connection itself writes it, which sends at the end of its batch anyway.</param>
    /// <returns>False if the output is closed, or was closed since too much is waiting.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Out of memory, in the middle of a message: the connection can't go on, the others can.")]
    public bool Write(ReadOnlySpan<byte> message, bool isReply)
    {
        bool mustQueue = false;
        bool overflows;
        try
        {
            lock (_lock)
            {
                if (_isClosed)
                {
                    return false;
                }

                overflows = !isReply && (_waitingBytes > _maxPendingBytes || _budget.IsExceededBy(_waitingBytes));
                HasOverflowed |= overflows;
                if (!overflows)
                {
                    mustQueue = !isReply && !_isSending && !_isQueued && _batchThread != Environment.CurrentManagedThreadId;
                    _isQueued |= mustQueue;
                    Volatile.Write(ref _waitingBytes, _waitingBytes + message.Length);
                    _pieces.Add(message);
                }
            }

            if (mustQueue)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }
        catch (Exception cause)
        {
            Fault = cause;
            Close();
            return false;
        }

        if (overflows)
        {
            Close();
        }

        return !overflows;
    }

    /// <summary>
    /// Sends a blank, which is white space between messages, unless something waits to be sent anyway: if the peer is gone, its system says so, and
    /// the transport knows.
    /// </summary>
    public void Probe()
    {
        if (PendingBytes == 0)
        {
            Write(" "u8, isReply: false);
        }
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
            _pieces.Drop();
            _drained?.TrySetResult();
            _relieved?.TrySetResult();
        }

        _onFailure();
    }

    /// <summary>Ends when the peer has read so much that further messages may be taken, or nothing matters any more.</summary>
    public Task WhenRelievedAsync()
    {
        lock (_lock)
        {
            if (!IsFull)
            {
                return Task.CompletedTask;
            }

            _relievedAtBytes = Math.Min(_waitingBytes, _maxPendingBytes / 2) / 2;
            _relieved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _relieved.Task;
        }
    }

    /// <summary>The connection is to end: it needn't wait for its client to read.</summary>
    public void StopPausing()
    {
        lock (_lock)
        {
            _isPausing = false;
            _relieved?.TrySetResult();
        }
    }

    /// <summary>Ends when everything that was added has been handed to the transport, or the output is closed.</summary>
    public Task DrainAsync()
    {
        Flush();
        lock (_lock)
        {
            if (_isClosed || (!_isSending && _waitingBytes == 0))
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Gives buffers back; what is being written goes back when that has ended.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _pieces.Drop();
            if (!_isSending)
            {
                _pieces.DropSent();
            }
        }
    }

    void IThreadPoolWorkItem.Execute() => Flush();

    /// <summary>Sends what has collected, unless that is being done. Never fails.</summary>
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

        SendTaken();
    }

    protected override ValueTask<FlushResult> WriteAsync()
    {
        ReadOnlyMemory<byte> piece = _pieces.Sending;
        ServerTelemetry.CountSent(_service, piece.Length);
        return _writer.WriteAsync(piece);
    }

    protected override void OnSendFailure(Exception? cause) => Close();

    protected override bool TryContinue()
    {
        lock (_lock)
        {
            GiveBack();
            if (TryTake())
            {
                return true;
            }

            _isSending = false;
            _drained?.TrySetResult();
            _drained = null;
            if (_isClosed)
            {
                _pieces.DropSent();
            }

            return false;
        }
    }

    private void GiveBack()
    {
        Volatile.Write(ref _waitingBytes, _waitingBytes - _pieces.Sending.Length);
        _pieces.GiveBackSent();
        Volatile.Write(ref _sentPieces, _sentPieces + 1);
        if (_relieved is not null && _waitingBytes <= _relievedAtBytes)
        {
            _relieved.TrySetResult();
            _relieved = null;
        }
    }

    private bool TryTake() => !_isClosed && _pieces.TryTake();
}
