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
