using System;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs;

/// <summary>A job at one instant: what <c>query-jobs</c> tells of it, for a schema with a <c>JobInfo</c> of its own.</summary>
/// <param name="Job">The job. What the schema's further members need is known to its driver and, with a store, to <see cref="Job.ReadArgumentsAsync"/> and <see cref="Job.ReadCheckpointAsync"/>: after a restart a job that has ended has no driver.</param>
/// <param name="Id">The id.</param>
/// <param name="Type">What it says it is.</param>
/// <param name="Status">The status.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Error">Why it failed; null while it hasn't.</param>
public readonly record struct JobDescription(Job Job, string Id, JobTypeName Type, JobStatus Status, JobProgress Progress, string? Error)
{
    /// <summary>When the job was made.</summary>
    public DateTimeOffset Created => Job.Created;

    /// <summary>The type as a value of another schema's enum; one that stands for the text if the enum doesn't have it (QAPI spec W-20), as of a job that an older version has kept.</summary>
    /// <param name="table">The enum's texts: <c>Host.JobTypeCodec.Table</c>.</param>
    public T TypeAs<T>(WireEnum table)
        where T : struct, Enum => Find<T>(table, Type.Text);

    /// <summary>The status as a value of another schema's enum; one that stands for the text if the enum doesn't have it (QAPI spec W-20).</summary>
    /// <param name="table">The enum's texts: <c>Host.JobStatusCodec.Table</c>.</param>
    public T StatusAs<T>(WireEnum table)
        where T : struct, Enum => Find<T>(table, Status.ToWire());

    private static T Find<T>(WireEnum table, string text)
        where T : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(table);
        return (T)Enum.ToObject(typeof(T), JobTypeName.ValueIn(table, text));
    }
}

/// <summary>A job of a page of jobs.</summary>
/// <param name="Description">The job at one instant.</param>
/// <param name="Group">The id of the oldest job with an id of its transaction that is still there, the same for all its members; null if the job is alone.</param>
public readonly record struct JobPageEntry(JobDescription Description, string? Group);
