using System;
using System.Collections.Generic;
using System.Threading;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client.Calls;

/// <summary>Who waits for which id.</summary>
/// <remarks>
/// Also keeps the number of in-band commands in flight within the server's queue (QMP spec 11.2): a command that its caller has given
/// up still fills its place until the server has answered it. Shares the gate of the output, so that ids are in the order of sending.
/// </remarks>
internal sealed partial class RequestTable : IDisposable
{
    /// <summary>How many are remembered whose reply nobody waits for any more.</summary>
    public const int MaxAbandoned = 64 * 1024;

    private readonly Lock _gate;
    private readonly OutputQueue _output;
    private readonly string _description;
    private readonly DeadlineTimer _timer;
    private readonly Action _onTimeout;
    private readonly Dictionary<long, Entry> _entries = [];
    private readonly Queue<long> _held = new();
    private readonly Queue<long> _abandoned = new();
    private readonly SendLine _inBandLine;
    private readonly SendLine _outOfBandLine;
    private readonly int _maxQueuedBytes;
    private int _heldBytes;
    private Exception? _broken;
    private long _nextId;
    private int _inBand;
    private long _inBandBytes;
    private int _silent;

    /// <summary>Makes an empty one.</summary>
    /// <param name="output">Where requests go.</param>
    /// <param name="description">The server, for errors.</param>
    /// <param name="firstId">The first request's id; null for one by chance.</param>
    /// <param name="maxQueuedBytes">Bytes that may wait before calls stand in line.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="onTimeout">Runs when a request is late whose reply is awaited.</param>
    public RequestTable(OutputQueue output, string description, long? firstId, int maxQueuedBytes, TimeProvider time, Action onTimeout)
    {
        _output = output;
        _gate = output.Gate;
        _description = description;
        _nextId = firstId ?? Random.Shared.NextInt64(1L << 20, 1L << 48);
        _timer = new DeadlineTimer(time, Expire);
        _onTimeout = onTimeout;
        _maxQueuedBytes = maxQueuedBytes;
        _inBandLine = new SendLine(_gate, () => _output.WaitingBytes + _heldBytes < _maxQueuedBytes);
        _outOfBandLine = new SendLine(_gate, () => _output.WaitingBytes < _maxQueuedBytes);
        output.OnRoom = Advance;
    }

    /// <summary>What the server said of itself; null if it didn't.</summary>
    public QmpServerVersion? ServerVersion { get; set; }

    /// <summary>Where calls stand in line while too many bytes wait to be sent.</summary>
    public SendLine LineFor(bool outOfBand) => outOfBand ? _outOfBandLine : _inBandLine;

    /// <summary>In-band commands that may be in flight; more are held back.</summary>
    public int MaxInBand { get; set; } = int.MaxValue;

    /// <summary>Bytes of them from which on more than <see cref="LongQueue.ShortLength"/> are held back.</summary>
    public long MaxInBandBytes { get; set; } = long.MaxValue;

    /// <summary>Gives a request an id and sends it, or holds it back.</summary>
    /// <param name="request">The request.</param>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">What is encoded.</param>
    /// <param name="timeout">Its deadline; null or negative for none.</param>
    /// <param name="hasTurn">Whether it has stood in line, or need not.</param>
    /// <param name="token">Gives it up.</param>
    /// <returns>False if it has to stand in line first; then nothing has happened.</returns>
    /// <exception cref="QmpConnectionException">The connection is gone.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled already.</exception>
    public bool Send<TArguments>(PendingRequest request, ReadOnlySpan<byte> command, in TArguments arguments, TimeSpan? timeout, bool hasTurn, CancellationToken token)
        where TArguments : IWireWritable<TArguments>
    {
        bool mustSend;
        lock (_gate)
        {
            if (_broken is { } cause)
            {
                throw AfterEnd(cause);
            }

            token.ThrowIfCancellationRequested();
            if (!hasTurn && !LineFor(request.IsOutOfBand).IsOpen)
            {
                return false;
            }

            // First of all: a clock may fail, and who isn't told that must not get the reply.
            request.Deadline = timeout is { } wait && wait >= TimeSpan.Zero ? _timer.Schedule(wait) : long.MaxValue;
            request.Id = _nextId++;
            int bytes = Append(request, command, arguments);
            _entries.Add(request.Id, new Entry(request, request.IsOutOfBand, bytes, request.Descriptors));
            _silent += request.IsSilent ? 1 : 0;
            mustSend = _output.TryBegin();
        }

        if (mustSend)
        {
            _output.Send();
        }

        return true;
    }

    /// <summary>Takes the request that a reply belongs to.</summary>
    /// <param name="id">The reply's id.</param>
    /// <param name="request">The request; null if its caller has given it up.</param>
    /// <returns>Whether the id is one that has been sent and not answered.</returns>
    public bool TryTake(long id, out PendingRequest? request)
    {
        List<PendingRequest>? silent = null;
        lock (_gate)
        {
            if (!_entries.TryGetValue(id, out Entry entry) || IsUnsent(entry.Request))
            {
                request = null;
                return false;
            }

            request = entry.Request;
            Remove(id, entry);
            if (_silent > 0 && !entry.IsOutOfBand)
            {
                silent = TakeSilent(id);
            }
        }

        silent?.ForEach(static x => x.CompleteSilently());
        return true;
    }

    /// <summary>Takes the oldest in-band request in flight: the one that a reply without an id answers, since servers answer in order.</summary>
    /// <returns>Whether there is any; <paramref name="request"/> is null if its caller has given it up.</returns>
    public bool TryTakeOldest(out PendingRequest? request)
    {
        lock (_gate)
        {
            long oldest = long.MaxValue;
            foreach ((long id, Entry entry) in _entries)
            {
                if (id < oldest && !entry.IsOutOfBand && !IsUnsent(entry.Request))
                {
                    oldest = id;
                }
            }

            request = null;
            if (oldest == long.MaxValue)
            {
                return false;
            }

            Entry found = _entries[oldest];
            request = found.Request;
            Remove(oldest, found);
            return true;
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <returns>Bytes of the request.</returns>
    private int Append<TArguments>(PendingRequest request, ReadOnlySpan<byte> command, in TArguments arguments)
        where TArguments : IWireWritable<TArguments>
    {
        bool isHeld = !request.IsOutOfBand && !HasRoom;
        PooledList<byte> target = isHeld ? new PooledList<byte>(0) : _output.Filling;
        int start = target.Count;
        try
        {
            RequestEncoder.Write(target, command, request.IsOutOfBand, arguments, request.Id);
        }
        catch
        {
            target.Truncate(start);
            request.Id = 0;
            throw;
        }

        if (isHeld)
        {
            request.Held = target;
            _heldBytes += target.Count;
            _held.Enqueue(request.Id);
            return target.Count;
        }

        int bytes = target.Count - start;
        _output.Mark(request, start);
        AttachDescriptors(request, start);
        if (!request.IsOutOfBand)
        {
            _inBand++;
            _inBandBytes += bytes;
        }

        return bytes;
    }

    private bool HasRoom => _inBand < MaxInBand && (_inBand < LongQueue.ShortLength || _inBandBytes < MaxInBandBytes);

    private void AttachDescriptors(PendingRequest request, int offset)
    {
        if (request.Descriptors is { } descriptors)
        {
            _output.Attach(offset, descriptors.Handles);
        }
    }

    /// <summary>Takes an entry out and lets held requests move up.</summary>
    private void Remove(long id, Entry entry)
    {
        _entries.Remove(id);
        entry.Descriptors?.End();
        if (entry.Request is { IsSilent: true })
        {
            _silent--;
        }

        if (entry.IsOutOfBand)
        {
            Advance();
            return;
        }

        _inBand--;
        _inBandBytes -= entry.Bytes;
        while (HasRoom && _held.TryDequeue(out long next))
        {
            if (_entries.TryGetValue(next, out Entry held))
            {
                Release(held.Request!);
            }
        }

        Advance();
    }

    private bool IsUnsent(PendingRequest? request) => request is not null && (request.Held is not null || _output.IsWaiting(request));

    private void Advance()
    {
        _inBandLine.Advance();
        _outOfBandLine.Advance();
    }

    private void Release(PendingRequest request)
    {
        int start = _output.Filling.Count;
        AttachDescriptors(request, start);
        _output.Filling.AddRange(request.Held!.Span);
        _output.Mark(request, start);
        _heldBytes -= request.Held.Count;
        _inBandBytes += request.Held.Count;
        request.Held.Dispose();
        request.Held = null;
        _inBand++;
    }

    /// <summary>A request in flight or held back; without a request: given up, but the server may still answer.</summary>
    private readonly record struct Entry(PendingRequest? Request, bool IsOutOfBand, int Bytes, DescriptorTurn? Descriptors);
}
