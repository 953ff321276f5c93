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
    /// <summary>Keys of rows that the viewer has. Once the job before the page is gone, the first of these that is left is the last of the page before.</summary>
    public string[] Seen { get; init; } = [];

    /// <summary>Whether it leaves out some of a server's jobs.</summary>
    public bool IsNarrow => Text.Length > 0 || Status.Length > 0;

    /// <summary>Whether a job is one of them.</summary>
    public bool Accepts(JobView job) => Accepts(job.Id, job.Type, job.Status, job.Error);

    /// <inheritdoc cref="Accepts(JobView)"/>
    public bool Accepts(in JobEntry job) => Accepts(job.Id, job.Type, job.Status, job.Error);

    // "failed" is no status of QEMU's, but what people look for.
    private bool Accepts(string id, string type, string status, string? error) =>
        (Status.Length == 0 || (Status == "failed" ? error is not null : status == Status))
        && (Text.Length == 0
            || id.Contains(Text, StringComparison.OrdinalIgnoreCase)
            || type.Contains(Text, StringComparison.OrdinalIgnoreCase)
            || error?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true);
}
