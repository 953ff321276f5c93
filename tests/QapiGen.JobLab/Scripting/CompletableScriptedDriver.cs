using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;
using QapiGen.Runtime.Messages;

namespace QapiGen.JobLab.Scripting;

/// <summary>A scripted driver that can be asked to complete.</summary>
public sealed class CompletableScriptedDriver(DriverScript script) : HookedScriptedDriver(script), IJobCompleteHook
{
    /// <inheritdoc/>
    public ValueTask CompleteAsync(JobContext job)
    {
        if (Script.CompleteError is not null)
        {
            throw new QmpErrorException(Script.CompleteError);
        }

        IsCompleteAsked = true;
        return default;
    }
}
