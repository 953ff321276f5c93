using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Engine;

/// <content>A host that keeps the jobs of a store for another one, and makes no drivers for them (jobs spec 24).</content>
internal sealed partial class JobEngine
{
    private readonly string? _heldBecause;

    /// <summary>A verb that needs the driver: a cancel ends the job as it would end without one; for anything else it is too early. Leaves the lock.</summary>
    private ValueTask VerbOnHeldAsync(JobLock.Held held, Job job, JobVerb verb, StoredNote? note)
    {
        if (job.StateIn(held).IsCompleted)
        {
            return FailAsync(held, JobErrors.Refused(job, verb, JobRefusal.NotPermitted));
        }

        if (verb != JobVerb.Cancel || job.Group.StateIn(held).Phase != JobTransactionPhase.Open || job.Group.StateIn(held).Count > 1)
        {
            return FailAsync(held, JobErrors.IsHeld(job.Id!, _heldBecause!));
        }

        held.Journal!.Attach(held, note);
        Abandon(held, job, JobInput.Abandoned(Errno.Canceled, $"Cancelled without its driver, which has put nothing in order: {_heldBecause}"));
        return WhenDurableAsync();
    }
}
