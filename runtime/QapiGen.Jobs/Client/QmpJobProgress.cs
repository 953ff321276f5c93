namespace QapiGen.Jobs.Client;

/// <summary>How far a job on a server has come.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Current">What is done; the unit is the job's own, bytes for block jobs.</param>
/// <param name="Total">What <paramref name="Current"/> will be at the end, as the job knows it now; it may change in both directions (jobs spec 13).</param>
public readonly record struct QmpJobProgress(JobStatus Status, long Current, long Total)
{
    /// <summary>The part that is done, 0 to 1; 0 while the job doesn't know how much there is.</summary>
    public double Fraction => Total <= 0 ? 0 : System.Math.Clamp((double)Current / Total, 0, 1);
}
