namespace QapiGen.Jobs.Engine;

/// <summary>What the engine notes of a job beside its state; see <see cref="Job.MarksIn"/>.</summary>
internal struct JobMarks
{
    public bool IsStartRequested { get; set; }

    /// <summary>Made in a scope that has neither been started nor left.</summary>
    public bool IsProvisional { get; set; }

    /// <summary>It may begin, and waits for its driver only.</summary>
    public bool HasPlace { get; set; }

    /// <summary>Its driver is being made again, or hooks of one that was may be called: the application's code, with which the host may end.</summary>
    public bool IsTakenUp { get; set; }

    /// <summary>As <see cref="IsTakenUp"/>, of one of several: which of them it was isn't known if the host ends.</summary>
    public bool IsNextUp { get; set; }

    /// <summary>What its group has to do with it next waits for its driver.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>No driver can be made again.</summary>
    public bool IsDriverGone { get; set; }
}
