using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Storage;

/// <summary>What of a job's state is kept.</summary>
/// <param name="Status">The status.</param>
/// <param name="Flags">Those of <see cref="Kept"/>; the others tell what a driver is just doing, or what hooks it has.</param>
/// <param name="ErrorNumber">0, or the error number with which the job ends.</param>
/// <param name="Error">Text of the error; null if there is none.</param>
/// <param name="SpeedBytesPerSecond">Limit of the speed; 0 is unlimited.</param>
/// <param name="IsStartRequested">Whether somebody has started it; it may stand in line.</param>
/// <param name="Losses">How many times its driver was lost with its host.</param>
public readonly record struct StoredJobState(
    JobStatus Status, JobFlags Flags, int ErrorNumber, string? Error, long SpeedBytesPerSecond, bool IsStartRequested, int Losses)
{
    /// <summary>The flags that are kept.</summary>
    public const JobFlags Kept =
        JobFlags.Started | JobFlags.UserPaused | JobFlags.Cancelled | JobFlags.Forced | JobFlags.Returned | JobFlags.AutoFinalize | JobFlags.AutoDismiss;
}
