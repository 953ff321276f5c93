using QapiGen.Jobs.Core;

namespace QapiGen.Jobs;

/// <summary>What is chosen when a job is made (jobs spec 5).</summary>
public sealed record JobOptions
{
    /// <summary>The id: one ASCII letter, then ASCII letters, digits, <c>-</c>, <c>.</c> and <c>_</c>; unique until the job is dismissed. Null for an internal job only.</summary>
    public string? Id { get; init; }

    /// <summary>An internal job: no id, not listed, sends no events.</summary>
    public bool IsInternal { get; init; }

    /// <summary>What the job says it is; one of <see cref="JobManagerOptions.JobTypes"/>.</summary>
    public JobTypeName Type { get; init; } = JobType.Create;

    /// <summary>False: a successful job stops in pending until <c>job-finalize</c>.</summary>
    public bool AutoFinalize { get; init; } = true;

    /// <summary>False: the job stays in concluded until <c>job-dismiss</c>.</summary>
    public bool AutoDismiss { get; init; } = true;

    /// <summary>The transaction it is a member of; null for one of its own.</summary>
    public JobTransaction? Transaction { get; init; }

    /// <summary>Limit of the speed in bytes per second; 0 is unlimited.</summary>
    public long SpeedBytesPerSecond { get; init; }

    /// <summary>What happens if there is a job with this id.</summary>
    public JobIfExists IfExists { get; init; }

    /// <summary>
    /// In a cluster: name of the node that the job is bound to, since its work is on that machine; while the node is away the job waits, paused. Null for any node.
    /// A host by itself doesn't look at it.
    /// </summary>
    public string? Node { get; init; }

    /// <summary>The driver blocks its thread: give it one of its own instead of one of the pool's.</summary>
    public bool IsBlocking { get; init; }
}

/// <summary>What happens when a job is made under an id that another one has.</summary>
public enum JobIfExists
{
    /// <summary>An error, as in QEMU.</summary>
    Fail,

    /// <summary>The job that is there is given, whatever its status, if its driver was registered under the same name; so that asking twice is asking once.</summary>
    Attach,
}
