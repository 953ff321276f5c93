using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace QapiGen.JobLab.Scripting;

/// <summary>A scripted driver with something to say about cancels and the end of its transaction.</summary>
public class HookedScriptedDriver(DriverScript script) : ScriptedDriver(script), IJobCancelHook, IJobTransactionHooks
{
    /// <inheritdoc/>
    public bool IsForcedCancel(JobContext job, bool force) => force || !Script.IsSoftWhenReady || !job.IsReady;

    /// <inheritdoc/>
    public ValueTask PrepareAsync(JobContext job)
    {
        Undrain(job);
        return Script.PrepareError == 0 ? default : throw new JobFailedException(Script.PrepareError);
    }

    /// <inheritdoc/>
    public ValueTask AbortAsync(JobContext job)
    {
        Undrain(job);
        return default;
    }
}
