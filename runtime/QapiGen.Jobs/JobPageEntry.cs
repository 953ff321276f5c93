namespace QapiGen.Jobs;

/// <summary>A job of a page of jobs.</summary>
/// <param name="Description">The job at one instant.</param>
/// <param name="Group">The id of the oldest job with an id of its transaction that is still there, the same for all its members; null if the job is alone.</param>
public readonly record struct JobPageEntry(JobDescription Description, string? Group);
