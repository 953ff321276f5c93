namespace QapiGen.Jobs;

/// <summary>How a job ended.</summary>
public enum JobOutcome
{
    /// <summary>In success.</summary>
    Succeeded,

    /// <summary>Its work or its prepare operation failed.</summary>
    Failed,

    /// <summary>It was cancelled by force, by somebody or because another member of its transaction failed; or it was taken back before its start.</summary>
    Cancelled,
}
