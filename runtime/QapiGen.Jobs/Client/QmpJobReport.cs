using System.Collections.Generic;

namespace QapiGen.Jobs.Client;

/// <summary>How a job on a server ended well.</summary>
/// <param name="Id">The job.</param>
/// <param name="Progress">The last that was seen of it; its status is concluded, or null if it was dismissed by itself.</param>
/// <param name="Statuses">The statuses that events told of, in order.</param>
public sealed record QmpJobReport(string Id, QmpJobProgress Progress, IReadOnlyList<JobStatus> Statuses);

/// <summary>How far a job on a server has come.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Current">What is done; the unit is the job's own, bytes for block jobs.</param>
/// <param name="Total">What <paramref name="Current"/> will be at the end, as the job knows it now; it may change in both directions (jobs spec 13).</param>
public readonly record struct QmpJobProgress(JobStatus Status, long Current, long Total)
{
    /// <summary>The job.</summary>
    public string Id { get; init; } = "";

    /// <summary>Whether the job has ended well: the last of a successful job, with all of it done.</summary>
    public bool IsSuccess { get; init; }

    /// <summary>The part that is done, 0 to 1; 0 while the job doesn't know how much there is.</summary>
    public double Fraction => IsSuccess ? 1 : Total <= 0 ? 0 : System.Math.Clamp((double)Current / Total, 0, 1);
}

/// <summary>Why a job on a server didn't succeed.</summary>
public enum QmpJobFailure
{
    /// <summary>Its work failed, or another member of its transaction did.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>It isn't there, and no event told how it ended: never made, or gone while events were lost.</summary>
    Vanished,
}
