using System.Threading.Tasks;

namespace QapiGen.Jobs.Drivers;

/// <summary>A driver that has to bring something to rest before it is paused (jobs spec 6).</summary>
/// <remarks>Called in the driver's own flow. The status changes after the one and before the other.</remarks>
public interface IJobPauseHooks
{
    /// <summary>Brings the work in flight to rest; called at a pause point when a pause is requested.</summary>
    ValueTask PauseAsync(JobContext job);

    /// <summary>Sets it going again; called when such a pause point is left.</summary>
    ValueTask ResumeAsync(JobContext job);
}
