using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client.Calls;

/// <content>Requests that end without an answer.</content>
internal sealed partial class RequestTable
{
    /// <summary>The caller gives up: nobody waits any more, and a late reply is dropped.</summary>
    /// <returns>Whether the request was waiting; the caller of this then completes it.</returns>
    public bool TryAbandon(PendingRequest request)
    {
        lock (_gate)
        {
            if (request.Id == 0 || !_entries.TryGetValue(request.Id, out Entry entry) || entry.Request != request)
            {
                return false;
            }

            Abandon(request.Id, entry);
            return true;
        }
    }

    /// <summary>The connection is gone: everyone gets the same cause.</summary>
    public void Break(Exception cause)
    {
        var waiting = new List<PendingRequest>();
        lock (_gate)
        {
            if (_broken is not null)
            {
                return;
            }

            _broken = cause;
            foreach (Entry entry in _entries.Values)
            {
                entry.Descriptors?.End();
                if (entry.Request is { } request)
                {
                    request.IsUnsent = IsUnsent(request);
                    request.Held?.Dispose();
                    request.Held = null;
                    waiting.Add(request);
                }
            }

            QmpConnectionException lineCause = AfterEnd(cause);
            _inBandLine.Break(lineCause);
            _outOfBandLine.Break(lineCause);

            _entries.Clear();
            _held.Clear();
            _abandoned.Clear();
            _timer.Dispose();
        }

        foreach (PendingRequest request in waiting)
        {
            request.Disconnect(_description, cause);
        }
    }

    /// <summary>Whether a request was refused since the connection had ended before it was made.</summary>
    public bool IsEnd(Exception refusal) => refusal is QmpConnectionException { InnerException: { } cause } && cause == Volatile.Read(ref _broken);

    private QmpConnectionException AfterEnd(Exception cause) => new($"The connection to {_description} has ended: {cause.Message}", cause);

    private void Abandon(long id, Entry entry)
    {
        PendingRequest request = entry.Request!;
        if (request.Held is { } held)
        {
            request.IsUnsent = true;
            _heldBytes -= held.Count;
            held.Dispose();
            request.Held = null;
            _entries.Remove(id);
            entry.Descriptors?.End();
            _silent -= request.IsSilent ? 1 : 0;
            Advance();
        }
        else if (_output.TryTakeBack(request))
        {
            request.IsUnsent = true;
            Remove(id, entry);
        }
        else if (request.IsSilent)
        {
            Remove(id, entry);
        }
        else
        {
            _entries[id] = entry with { Request = null };
            Remember(id);
        }
    }

    // A server that reads and never answers would have each call that is given up remembered; a reply that comes as late as that is dropped all the same.
    private void Remember(long id)
    {
        _abandoned.Enqueue(id);
        if (_abandoned.Count > MaxAbandoned && _abandoned.Dequeue() is var oldest && _entries.TryGetValue(oldest, out Entry entry) && entry.Request is null)
        {
            Remove(oldest, entry);
        }
    }

    /// <summary>Commands are answered in order: those without a success response before an answered one have succeeded.</summary>
    private List<PendingRequest> TakeSilent(long before)
    {
        var silent = new List<PendingRequest>();
        foreach ((long id, Entry entry) in _entries)
        {
            if (id < before && entry.Request is { IsSilent: true } request && !IsUnsent(request))
            {
                silent.Add(request);
            }
        }

        foreach (PendingRequest request in silent)
        {
            Remove(request.Id, _entries[request.Id]);
        }

        return silent;
    }

    /// <summary>Called by the timer. A clock that fails keeps no deadline any more: then the connection ends, rather than the process, or calls that never do.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Nobody is there to catch it; everybody who waits gets it.")]
    private void Expire()
    {
        // Whoever has been taken out is ended here, whatever fails after that.
        var due = new List<PendingRequest>();
        try
        {
            TakeDue(due);
            _output.Kick();
        }
        catch (Exception cause)
        {
            _output.Fail(cause);
        }

        try
        {
            End(due);
        }
        catch (Exception cause)
        {
            _output.Fail(cause);
        }
    }

    /// <summary>Takes out what is due, and has the timer come again for the next.</summary>
    private void TakeDue(List<PendingRequest> due)
    {
        lock (_gate)
        {
            long now = _timer.Now;
            long next = long.MaxValue;
            foreach (Entry entry in _entries.Values)
            {
                if (entry.Request is not { } request)
                {
                    continue;
                }

                if (request.Deadline <= now)
                {
                    due.Add(request);
                }
                else
                {
                    next = Math.Min(next, request.Deadline);
                }
            }

            foreach (PendingRequest request in due)
            {
                Abandon(request.Id, _entries[request.Id]);
            }

            _timer.Rearm(next);
        }
    }

    private void End(List<PendingRequest> due)
    {
        bool isLate = false;
        foreach (PendingRequest request in due)
        {
            isLate |= !request.IsSilent;
            request.TimeOut();
        }

        if (isLate)
        {
            _onTimeout();
        }
    }
}
