namespace QapiGen.Jobs.Core;

/// <summary>All that decides how a job goes on: a value, changed by the engine only.</summary>
/// <param name="Status">The status.</param>
/// <param name="Flags">The yes-or-no parts.</param>
/// <param name="PauseCount">How many pauses are requested, by anybody; 1 before the start.</param>
/// <param name="Result">0, or the error number (as on Linux) with which the job ends.</param>
/// <param name="Error">Text of the error; null if there is none.</param>
/// <param name="SpeedBytesPerSecond">Limit of the driver's speed; 0 is unlimited.</param>
/// <remarks>Source: jobs spec 2. Progress is not part of it: it may change at any time and decides nothing.</remarks>
public readonly record struct JobState(
    JobStatus Status, JobFlags Flags, int PauseCount, int Result, string? Error, long SpeedBytesPerSecond)
{
    /// <summary>A job that isn't made yet.</summary>
    /// <param name="flags">AutoFinalize, AutoDismiss, Internal, and what hooks the driver has.</param>
    /// <param name="speedBytesPerSecond">Initial speed; 0 is unlimited.</param>
    public static JobState Undefined(JobFlags flags, long speedBytesPerSecond = 0) =>
        new(JobStatus.Undefined, flags | JobFlags.Quiescent, PauseCount: 1, Result: 0, Error: null, speedBytesPerSecond);

    /// <summary>Whether the job is to be stopped, whatever it has achieved.</summary>
    public bool IsForced => Has(JobFlags.Forced);

    /// <summary>Whether the work is over (jobs spec 3).</summary>
    public bool IsCompleted => JobTransitions.IsCompleted(Status);

    /// <summary>Whether all of <paramref name="flags"/> are set.</summary>
    public bool Has(JobFlags flags) => (Flags & flags) == flags;

    internal JobState With(JobFlags flags) => this with { Flags = Flags | flags };

    internal JobState Without(JobFlags flags) => this with { Flags = Flags & ~flags };
}
