using System.Collections.Generic;

namespace QapiGen.Jobs.Client;

/// <summary>What a connection's events have told of one job, of which there may be others of the same name before and after. Guarded by its memory.</summary>
internal sealed class JobTrace
{
    /// <summary>Statuses that are kept of one job: a guard against one that is paused and resumed for ever.</summary>
    private const int MaxStatuses = 16384;

    private readonly List<JobStatus> _statuses = [];

    /// <summary>The statuses, from its creation or from when somebody listened.</summary>
    public IReadOnlyList<JobStatus> Statuses => _statuses;

    /// <summary>Changes with everything that is told.</summary>
    public int Version { get; private set; }

    /// <summary>How many follow jobs of this name; counted at the newest.</summary>
    public int Followers { get; set; }

    /// <summary>The status that was told last; undefined before the first.</summary>
    public JobStatus Last => _statuses.Count == 0 ? JobStatus.Undefined : _statuses[^1];

    /// <summary>Whether the job has been dismissed.</summary>
    public bool IsGone => Last == JobStatus.Null;

    /// <summary>Whether the job was seen to be made.</summary>
    public bool HasBeginning => _statuses.Count > 0 && _statuses[0] == JobStatus.Created;

    /// <summary>Whether it was seen to fail or be cancelled.</summary>
    public bool WasAborted { get; private set; }

    /// <summary>Whether it was seen to do what only a job does that succeeds: wait for the others and for its end (jobs spec 3), or end without an error.</summary>
    public bool HasSucceeded { get; private set; }

    /// <summary>Whether its server took it back: it was made, and never ran.</summary>
    public bool WasTakenBack => IsGone && _statuses is [JobStatus.Created, _];

    /// <summary>Whether an event said that it was cancelled.</summary>
    public bool WasCancelled { get; private set; }

    /// <summary>About how many characters it takes, without its name.</summary>
    public int Size => (Error?.Length ?? 0) + (2 * _statuses.Count);

    /// <summary>The error that an event told; null if none did.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether a status is of a later job: one that is made, or that comes after an end (jobs spec 10, 11), since events in between were lost.</summary>
    public bool IsBefore(JobStatus status) => status == JobStatus.Created ? Version > 0 : IsPast(Last, status);

    /// <summary>Whether a job whose last status is known can't have another any more: nothing leads back from an end.</summary>
    public static bool IsPast(JobStatus last, JobStatus status) => last switch
    {
        JobStatus.Null => true,
        JobStatus.Concluded => status is not (JobStatus.Concluded or JobStatus.Null),
        JobStatus.Aborting => status is not (JobStatus.Aborting or JobStatus.Concluded or JobStatus.Null),
        _ => false,
    };

    public void NoteStatus(JobStatus status, string? error)
    {
        if (_statuses.Count == MaxStatuses)
        {
            _statuses.RemoveRange(1, MaxStatuses / 2);
        }

        _statuses.Add(status);
        WasAborted |= status == JobStatus.Aborting;
        HasSucceeded |= status is JobStatus.Waiting or JobStatus.Pending;
        Error = error ?? Error;
        Version++;
    }

    public void NoteEnd(string? error)
    {
        HasSucceeded |= error is null;
        Error = error ?? Error;
        Version++;
    }

    public void NoteCancel()
    {
        WasCancelled = true;
        Version++;
    }
}
