using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Tests.Interleaving;

/// <summary>The same with all hooks; some of them go on elsewhere.</summary>
internal sealed class HookedRaceDriver(Interleaver interleaver)
    : RaceDriver(interleaver), IJobCompleteHook, IJobCancelHook, IJobPauseHooks, IJobUserResumeHook, IJobTransactionHooks
{
    public bool PrepareFails { get; init; }

    public async ValueTask CompleteAsync(JobContext job)
    {
        await Interleaver.ElsewhereAsync();
        IsCompleteAsked = true;
    }

    public bool IsForcedCancel(JobContext job, bool force)
    {
        Interleaver.Point();
        return force || !job.IsReady;
    }

    public async ValueTask PauseAsync(JobContext job) => await Interleaver.ElsewhereAsync();

    public ValueTask ResumeAsync(JobContext job)
    {
        Interleaver.Point();
        return default;
    }

    public void UserResumed(JobContext job) => Interleaver.Point();

    public async ValueTask PrepareAsync(JobContext job)
    {
        Calls.Add("prepare");
        await Interleaver.ElsewhereAsync();
        if (PrepareFails)
        {
            throw new JobFailedException(Errno.NoSpace);
        }
    }

    public ValueTask CommitAsync(JobContext job) => EndAsync("commit");

    public ValueTask AbortAsync(JobContext job) => EndAsync("abort");

    public ValueTask CleanAsync(JobContext job) => EndAsync("clean");

    private async ValueTask EndAsync(string hook)
    {
        Calls.Add(hook);
        Interleaver.Point();
        await Interleaver.ElsewhereAsync();
    }
}
