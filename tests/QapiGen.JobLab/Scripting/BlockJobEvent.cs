using QapiGen.Jobs;

namespace QapiGen.JobLab.Scripting;

/// <summary>One of the <c>BLOCK_JOB_*</c> events; members that it doesn't have are null.</summary>
public sealed record BlockJobEvent(string Id, string Name)
{
    public JobType? Type { get; init; }

    public long? Length { get; init; }

    public long? Offset { get; init; }

    public long? Speed { get; init; }

    public string? Error { get; init; }

    public string? Operation { get; init; }

    public string? Action { get; init; }
}
