namespace QapiGen.Jobs.Drivers;

/// <summary>How far a job is, in units of its driver's choice (jobs spec 13).</summary>
/// <param name="Current">How much is done; never goes back.</param>
/// <param name="Total">How much it will be; may change in both directions.</param>
public readonly record struct JobProgress(long Current, long Total);
