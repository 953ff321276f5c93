using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Engine;

/// <content>The driver's work, and what is told of it.</content>
internal sealed partial class JobRun
{
    private Task Work() => Engine.Telemetry.WantsWork ? WorkObservedAsync() : WorkUnobserved();

    private Task WorkUnobserved() =>
        (HasPauseHooks ? RunFromPausePointAsync() : job.Driver!.RunAsync(this))
        ?? Task.FromException(new InvalidOperationException("The driver's RunAsync returned null."));

    private async Task RunFromPausePointAsync()
    {
        await PauseWithHooksAsync().ConfigureAwait(true);
        await job.Driver!.RunAsync(this).ConfigureAwait(true);
    }

    // Scope and activity are those of everything that the driver does, and of nothing else: they flow with this method.
    private async Task WorkObservedAsync()
    {
        using IDisposable? scope = JobLog.Scope(Logger, job.Id, job.Type.Text);
        Activity? activity = JobTelemetry.StartActivity(job);
        JobLog.JobBegins(Logger, job.Id, job.Type.Text);
        Exception? error = null;
        try
        {
            await WorkUnobserved().ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            error = exception;
            throw;
        }
        finally
        {
            JobTelemetry.StopActivity(activity, error, error is OperationCanceledException && IsForced);
        }
    }
}
