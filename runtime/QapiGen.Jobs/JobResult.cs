using QapiGen.Jobs.Core;

namespace QapiGen.Jobs;

/// <summary>The end of a job.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">The error's text; null in success.</param>
/// <param name="ErrorNumber">0, or one of <see cref="Errno"/>.</param>
public sealed record JobResult(JobOutcome Outcome, string? Error, int ErrorNumber)
{
    internal static JobResult Of(in JobState state)
    {
        if (state.Result == 0)
        {
            return new JobResult(state.Has(JobFlags.Started) ? JobOutcome.Succeeded : JobOutcome.Cancelled, null, 0);
        }

        return new JobResult(state.IsForced ? JobOutcome.Cancelled : JobOutcome.Failed, state.Error, state.Result);
    }
}

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
