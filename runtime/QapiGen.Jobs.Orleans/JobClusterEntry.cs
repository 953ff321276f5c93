using System;
using System.Collections.Generic;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Orleans;

/// <summary>A job of the cluster at one instant.</summary>
/// <param name="Id">The id.</param>
/// <param name="Type">What it says it is.</param>
/// <param name="Status">The status.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Error">Why it failed; null while it hasn't.</param>
/// <param name="Node">Name of the node that has it; empty if that node is of a version that doesn't tell.</param>
public readonly record struct JobClusterEntry(string Id, JobTypeName Type, JobStatus Status, JobProgress Progress, string? Error, string Node)
{
    /// <summary>The node that the job is bound to (<see cref="JobOptions.Node"/>); null for one that may be on any.</summary>
    public string? BoundTo { get; init; }

    private JobDescription Description => new(null!, Id, Type, Status, Progress, Error);

    /// <inheritdoc cref="JobDescription.TypeAs{T}"/>
    public T TypeAs<T>(WireEnum table)
        where T : struct, Enum => Description.TypeAs<T>(table);

    /// <inheritdoc cref="JobDescription.StatusAs{T}"/>
    public T StatusAs<T>(WireEnum table)
        where T : struct, Enum => Description.StatusAs<T>(table);
}

/// <summary>Which jobs are asked for.</summary>
public sealed record JobClusterFilter
{
    /// <summary>At most so many, from 1.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where to go on: <see cref="JobClusterPage.Next"/> of the page before; null for the first.</summary>
    public string? After { get; init; }

    /// <summary>Only those of a status; null for all.</summary>
    public JobStatus? Status { get; init; }

    /// <summary>Only those of a type; null for all.</summary>
    public JobTypeName? Type { get; init; }
}

/// <summary>Some of the jobs.</summary>
/// <param name="Jobs">They.</param>
/// <param name="Next">What the next page is asked for with; null if there is none.</param>
public sealed record JobClusterPage(IReadOnlyList<JobClusterEntry> Jobs, string? Next);
