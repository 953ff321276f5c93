namespace QapiGen.Jobs.Client;

/// <summary>Why a job on a server didn't succeed.</summary>
public enum QmpJobFailure
{
    /// <summary>Its work failed, or another member of its transaction did.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>It isn't there, and no event told how it ended: never made, or gone while events were lost.</summary>
    Vanished,
}
