using System.Collections.Generic;

namespace QapiGen.Jobs.Client;

/// <summary>What a connection's events have told of one job. Guarded by its memory.</summary>
internal sealed class JobTrace(string id)
{
    /// <summary>Statuses that are kept of one job: a guard against one that is paused and resumed for ever.</summary>
    private const int MaxStatuses = 16384;

    private readonly List<JobStatus> _statuses = [];

    public string Id => id;

    /// <summary>The statuses, from its creation or from when somebody listened.</summary>
    public IReadOnlyList<JobStatus> Statuses => _statuses;

    /// <summary>Changes with everything that is told.</summary>
    public int Version { get; private set; }

    /// <summary>How many follow it.</summary>
    public int Followers { get; set; }

    /// <summary>Whether the job has been dismissed.</summary>
    public bool IsGone => _statuses.Count > 0 && _statuses[^1] == JobStatus.Null;

    /// <summary>Whether the job was seen to be made.</summary>
    public bool HasBeginning => _statuses.Count > 0 && _statuses[0] == JobStatus.Created;

    /// <summary>Whether it was seen to fail or be cancelled.</summary>
    public bool WasAborted { get; private set; }

    /// <summary>Whether an event said that it was cancelled.</summary>
    public bool WasCancelled { get; private set; }

    /// <summary>The error that an event told; null if none did.</summary>
    public string? Error { get; private set; }

    public void NoteStatus(JobStatus status, string? error)
    {
        if (status == JobStatus.Created || IsGone)
        {
            // What came before was another job of the same name.
            Forget();
        }

        if (_statuses.Count == MaxStatuses)
        {
            _statuses.RemoveRange(1, MaxStatuses / 2);
        }

        _statuses.Add(status);
        WasAborted |= status == JobStatus.Aborting;
        Error = error ?? Error;
        Version++;
    }

    public void NoteEnd(string? error)
    {
        Error = error ?? Error;
        Version++;
    }

    public void NoteCancel()
    {
        WasCancelled = true;
        Version++;
    }

    /// <summary>Another job of this name begins.</summary>
    public void Forget()
    {
        _statuses.Clear();
        WasAborted = false;
        WasCancelled = false;
        Error = null;
        Version++;
    }
}
