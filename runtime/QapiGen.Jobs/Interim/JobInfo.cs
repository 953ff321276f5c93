namespace QapiGen.Jobs;

/// <summary>What a query tells of a job.</summary>
public sealed record JobInfo
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The type.</summary>
    public required JobType Type { get; init; }

    /// <summary>The status.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>How far the job is, in units of its own.</summary>
    public required long CurrentProgress { get; init; }

    /// <summary>Where the job will be when it is done.</summary>
    public required long TotalProgress { get; init; }

    /// <summary>Why the job failed.</summary>
    public string? Error { get; init; }
}
