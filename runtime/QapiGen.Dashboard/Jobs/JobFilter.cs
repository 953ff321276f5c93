using System;

namespace QapiGen.Dashboard.Jobs;

/// <summary>Which jobs a viewer wants to see.</summary>
/// <param name="Text">Part of id, type, or error; empty for all.</param>
/// <param name="Status">The status; empty for all.</param>
/// <param name="Server">The server; empty for all.</param>
/// <param name="After">Key of the job after which the page begins; empty for the first page.</param>
/// <param name="Limit">Rows of a page.</param>
internal sealed record JobFilter(string Text, string Status, string Server, string After, int Limit)
{
    /// <summary>Whether a job is one of them.</summary>
    public bool Accepts(JobView job) =>
        (Status.Length == 0 || IsOf(Status, job))
        && (Text.Length == 0
            || job.Id.Contains(Text, StringComparison.OrdinalIgnoreCase)
            || job.Type.Contains(Text, StringComparison.OrdinalIgnoreCase)
            || job.Error?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true);

    // "failed" is no status of QEMU's, but what people look for.
    private static bool IsOf(string status, JobView job) => status == "failed" ? job.Error is not null : job.Status == status;
}
