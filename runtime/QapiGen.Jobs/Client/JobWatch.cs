using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;

namespace QapiGen.Jobs.Client;

/// <summary>What events tell of one job. Made before the job is, so that nothing of it is missed.</summary>
internal sealed class JobWatch : IDisposable
{
    private readonly string _id;
    private readonly QmpEventSubscription<JobStatusChangeEvent> _statuses;
    private readonly QmpEventSubscription<BlockJobEndEvent> _ends;
    private readonly QmpEventSubscription<BlockJobCancelledEvent> _cancels;
    private readonly List<JobStatus> _seen = [];

    public JobWatch(QmpClient client, string id)
    {
        _id = id;
        _statuses = client.Events<JobStatusChangeEvent>(new QmpEventBuffer { Capacity = 16384 });
        _ends = client.Events<BlockJobEndEvent>(new QmpEventBuffer { Capacity = 4096 });
        _cancels = client.Events<BlockJobCancelledEvent>(new QmpEventBuffer { Capacity = 4096 });
    }

    /// <summary>The statuses since the job was made.</summary>
    public IReadOnlyList<JobStatus> Seen => _seen;

    /// <summary>Whether the job has been dismissed.</summary>
    public bool IsGone => _seen.Count > 0 && _seen[^1] == JobStatus.Null;

    /// <summary>Whether the job was seen to fail or be cancelled.</summary>
    public bool WasAborted => _seen.Contains(JobStatus.Aborting);

    /// <summary>Whether an event said that it was cancelled.</summary>
    public bool WasCancelled { get; private set; }

    /// <summary>The error that an event told; null if none did.</summary>
    public string? Error { get; private set; }

    /// <summary>Takes in what has come.</summary>
    public void Drain()
    {
        while (_statuses.TryRead(out QmpReceivedEvent<JobStatusChangeEvent> item))
        {
            Note(item.Event);
        }

        while (_ends.TryRead(out QmpReceivedEvent<BlockJobEndEvent> item))
        {
            Error = item.Event.Device == _id ? item.Event.Error : Error;
        }

        while (_cancels.TryRead(out QmpReceivedEvent<BlockJobCancelledEvent> item))
        {
            WasCancelled |= item.Event.Device == _id;
        }
    }

    /// <summary>Waits until a status of the job comes, or the interval is over.</summary>
    public async ValueTask WaitAsync(TimeSpan interval, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            int before = _seen.Count;
            while (_seen.Count == before && await _statuses.NextAsync(either.Token).ConfigureAwait(false) is { } item)
            {
                Note(item.Event);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Time to ask.
        }
    }

    public void Dispose()
    {
        _statuses.Dispose();
        _ends.Dispose();
        _cancels.Dispose();
    }

    private void Note(JobStatusChangeEvent change)
    {
        if (change.Id != _id)
        {
            return;
        }

        if (change.Status == JobStatus.Created)
        {
            // What came before was another job of the same name.
            _seen.Clear();
            WasCancelled = false;
            Error = null;
        }

        if (change.Status == JobStatus.Created || _seen.Count > 0)
        {
            _seen.Add(change.Status);
        }
    }
}
