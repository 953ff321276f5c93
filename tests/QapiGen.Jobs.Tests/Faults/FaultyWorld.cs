using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Events;

namespace QapiGen.Jobs.Tests.Faults;

/// <summary>Listens to metrics and activities of jobs, and fails as planned.</summary>
internal sealed class FaultyListeners : IDisposable
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;

    public FaultyListeners(JobFaultPlan plan)
    {
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == JobDiagnostics.SourceName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((_, _, _, _) => plan.Hit(JobFaultSite.Metrics));
        _meters.SetMeasurementEventCallback<double>((_, _, _, _) => plan.Hit(JobFaultSite.Metrics));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == JobDiagnostics.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ => plan.Hit(JobFaultSite.Activities),
            ActivityStopped = _ => plan.Hit(JobFaultSite.Activities),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }
}

/// <summary>A logger whose calls fail as planned, and the ends of its scopes.</summary>
internal sealed class FaultyLogger(JobFaultPlan plan) : ILogger, IDisposable
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        plan.Hit(JobFaultSite.Log);
        return this;
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        plan.Hit(JobFaultSite.Log);
        return true;
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        plan.Hit(JobFaultSite.Log);

    public void Dispose() => plan.Hit(JobFaultSite.Log);
}

/// <summary>A clock that fails as planned.</summary>
internal sealed class FaultyClock(JobFaultPlan plan) : TimeProvider
{
    public override DateTimeOffset GetUtcNow()
    {
        plan.Hit(JobFaultSite.Clock);
        return base.GetUtcNow();
    }

    public override long GetTimestamp()
    {
        plan.Hit(JobFaultSite.Clock);
        return base.GetTimestamp();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        plan.Hit(JobFaultSite.Clock);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}

/// <summary>The thread pool, which refuses tasks as planned.</summary>
internal sealed class FaultyScheduler(JobFaultPlan plan) : TaskScheduler
{
    protected override void QueueTask(Task task)
    {
        plan.Hit(JobFaultSite.Scheduler);
        ThreadPool.UnsafeQueueUserWorkItem(static item => item.Self.TryExecuteTask(item.Task), (Self: this, Task: task), preferLocal: false);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}

/// <summary>A sink that fails as planned.</summary>
internal sealed class FaultySink(JobFaultPlan plan) : IJobEventSink
{
    public void OnTransition(in JobTransition transition) => plan.Hit(JobFaultSite.Sink);
}

/// <summary>Waits, delays, gets ready and waits to be completed; fails as planned, and so do its hooks.</summary>
internal sealed class FaultyDriver(JobFaultPlan plan) : JobDriver, IJobCompleteHook, IJobCancelHook, IJobPauseHooks, IJobUserResumeHook, IJobTransactionHooks
{
    private volatile bool _isAsked;

    public override async Task RunAsync(JobContext job)
    {
        plan.Hit(JobFaultSite.Work);
        await job.PausePointAsync();
        await job.DelayAsync(TimeSpan.FromMilliseconds(1));
        plan.Hit(JobFaultSite.Work);
        job.ReportReady();
        while (!_isAsked && !job.IsCancelRequested)
        {
            await job.YieldAsync();
        }

        plan.Hit(JobFaultSite.Work);
    }

    public ValueTask CompleteAsync(JobContext job)
    {
        plan.Hit(JobFaultSite.Hook);
        _isAsked = true;
        return default;
    }

    public bool IsForcedCancel(JobContext job, bool force)
    {
        plan.Hit(JobFaultSite.Hook);
        return force || !job.IsReady;
    }

    public ValueTask PauseAsync(JobContext job) => HitAsync();

    public ValueTask ResumeAsync(JobContext job) => HitAsync();

    public void UserResumed(JobContext job) => plan.Hit(JobFaultSite.Hook);

    public ValueTask PrepareAsync(JobContext job) => HitAsync();

    public ValueTask CommitAsync(JobContext job) => HitAsync();

    public ValueTask AbortAsync(JobContext job) => HitAsync();

    public ValueTask CleanAsync(JobContext job) => HitAsync();

    // At once and late, by turns.
    private async ValueTask HitAsync()
    {
        plan.Hit(JobFaultSite.Hook);
        await Task.Yield();
        plan.Hit(JobFaultSite.Hook);
    }
}
