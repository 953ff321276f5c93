namespace QapiGen.Jobs.Drivers;

/// <summary>What happens to a job whose host was lost while it was at work.</summary>
public enum JobLoss
{
    /// <summary>A new driver goes on from the last checkpoint.</summary>
    Resume,

    /// <summary>A new driver begins anew, without a checkpoint.</summary>
    Restart,

    /// <summary>The job fails.</summary>
    Fail,
}

/// <summary>What is chosen for a driver when it is registered.</summary>
public sealed class JobDriverOptions
{
    /// <summary>What happens when a host is lost. Default: resume. A host that was stopped isn't lost: its jobs always go on from their checkpoints.</summary>
    public JobLoss OnLost { get; set; } = JobLoss.Resume;

    /// <summary>How many losses a job survives, from 0; the next one ends it. Default: 3.</summary>
    public int MaxLosses { get; set; } = 3;
}
