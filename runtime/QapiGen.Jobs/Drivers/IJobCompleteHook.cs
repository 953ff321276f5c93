using System.Threading.Tasks;

namespace QapiGen.Jobs.Drivers;

/// <summary>A driver of endless work, which can be asked to end it in success once it is ready (jobs spec 8).</summary>
public interface IJobCompleteHook
{
    /// <summary>Asks the work to end soon; the job is woken afterwards, unless it is paused.</summary>
    /// <remarks>Called by each accepted <c>job-complete</c>, perhaps several times. An exception refuses: the command fails with its text, and nothing has happened.</remarks>
    ValueTask CompleteAsync(JobContext job);
}
