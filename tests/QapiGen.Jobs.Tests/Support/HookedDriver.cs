using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Tests.Support;

/// <summary>A driver with all hooks, which writes down when each is called.</summary>
internal sealed class HookedDriver(string name, List<string> calls, Func<JobContext, Task>? work = null)
    : JobDriver, IJobCompleteHook, IJobCancelHook, IJobPauseHooks, IJobUserResumeHook, IJobTransactionHooks
{
    public Func<string, ValueTask>? OnHook { get; set; }

    public bool IsSoft { get; set; }

    public override Task RunAsync(JobContext job) => work is null ? Task.CompletedTask : work(job);

    public ValueTask CompleteAsync(JobContext job) => Called("complete");

    public bool IsForcedCancel(JobContext job, bool force)
    {
        Note(force ? "cancel-force" : "cancel-soft");
        return !IsSoft;
    }

    public ValueTask PauseAsync(JobContext job) => Called("pause");

    public ValueTask ResumeAsync(JobContext job) => Called("resume");

    public void UserResumed(JobContext job) => Note("user-resume");

    public ValueTask PrepareAsync(JobContext job) => Called("prepare");

    public ValueTask CommitAsync(JobContext job) => Called("commit");

    public ValueTask AbortAsync(JobContext job) => Called("abort");

    public ValueTask CleanAsync(JobContext job) => Called("clean");

    private ValueTask Called(string hook)
    {
        Note(hook);
        return OnHook?.Invoke(hook) ?? default;
    }

    private void Note(string hook)
    {
        lock (calls)
        {
            calls.Add($"{name} {hook}");
        }
    }
}
