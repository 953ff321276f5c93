using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Engine;

/// <content>What the driver calls.</content>
internal sealed partial class JobRun
{
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromDays(40);

    // These awaits are part of the driver's flow, and stay where the driver runs.
    private static readonly CancellationToken s_cancelled = new(canceled: true);

    public override string? Id => job.Id;

    public override JobTypeName Type => job.Type;

    public override bool IsForced => job.CurrentFlags.HasFlag(JobFlags.Forced);

    public override bool IsCancelRequested => job.CurrentFlags.HasFlag(JobFlags.Cancelled);

    public override bool IsReady => JobTransitions.IsReady(job.CurrentStatus) && !job.CurrentFlags.HasFlag(JobFlags.CatchesUp);

    public override TimeProvider TimeProvider => Engine.DriverClock;

    public override long SpeedBytesPerSecond => job.CurrentSpeed;

    public override JobProgress Progress => job.Progress;

    private bool HasPauseHooks => job.CurrentFlags.HasFlag(JobFlags.HasPauseHooks);

    public override ValueTask PausePointAsync() => HasPauseHooks ? PausePointWithHooksAsync() : WaitOrCancel(JobInputKind.PausePoint);

    public override ValueTask YieldAsync() => HasPauseHooks ? YieldWithHooksAsync() : WaitOrCancel(JobInputKind.Yield);

    public override ValueTask DelayAsync(TimeSpan delay) => delay <= TimeSpan.Zero ? PausePointAsync() : SleepAsync(delay);

    public override async ValueTask ThrottleAsync(long amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        JobRateLimit limit = Extra.RateLimit ??= new JobRateLimit(Engine.Clock);
        limit.Add(amount, SpeedBytesPerSecond);
        TimeSpan delay = DelayBy(limit);
        if (delay <= TimeSpan.Zero)
        {
            await PausePointAsync().ConfigureAwait(true);
            return;
        }

        while (delay > TimeSpan.Zero)
        {
            await DelayAsync(delay).ConfigureAwait(true);
            delay = IsCancelRequested ? TimeSpan.Zero : DelayBy(limit);
        }
    }

    // A host that stops waits for the next checkpoint, and so no longer for the speed: who sleeps on his way there would be late.
    private TimeSpan DelayBy(JobRateLimit limit) => Engine.IsSuspending ? TimeSpan.Zero : limit.DelayAt(SpeedBytesPerSecond);

    public override void Wake() => Engine.Wake(this);

    public override void ReportReady() => Engine.Tell(job, JobInputKind.Ready);

    public override void PauseByError() => Engine.Tell(job, JobInputKind.PauseByError);

    public override void AddPause() => Engine.Tell(job, JobInputKind.AddPause);

    public override void RemovePause() => Engine.Tell(job, JobInputKind.RemovePause);

    public override void ReportDone(long amount) => job.ProgressCell.Done(amount);

    public override void SetRemaining(long amount) => job.ProgressCell.SetRemaining(amount);

    public override void AddRemaining(long amount) => job.ProgressCell.AddRemaining(amount);

    /// <summary>A wait of a driver without pause hooks. If it isn't over at once, its end looks for a cancel.</summary>
    private ValueTask WaitOrCancel(JobInputKind kind)
    {
        if (Engine.TryBeginWait(this, kind, out ValueTask wait))
        {
            return wait;
        }

        return IsForced || _isStopping ? ValueTask.FromCanceled(s_cancelled) : default;
    }

    /// <summary>A wait of a driver with pause hooks, which gets to its pause points, and looks for a cancel, by itself.</summary>
    private ValueTask WaitAsync(JobInputKind kind) => Engine.TryBeginWait(this, kind, out ValueTask wait) ? wait : default;

    private void ThrowIfForced()
    {
        if (IsForced || _isStopping)
        {
            throw new OperationCanceledException(s_cancelled);
        }
    }

    private async ValueTask SleepAsync(TimeSpan delay)
    {
        if (Engine.TryBeginWait(this, JobInputKind.Sleep, out ValueTask wait))
        {
            short number = WaitNumber;
            TimeSpan due = delay < s_longestDelay ? delay : s_longestDelay;
            ITimer timer = Engine.Clock.CreateTimer(_ => Engine.TimerEnded(this, number), null, due, Timeout.InfiniteTimeSpan);
            await using (timer.ConfigureAwait(true))
            {
                await wait.ConfigureAwait(true);
            }
        }

        if (HasPauseHooks)
        {
            await PauseWithHooksAsync().ConfigureAwait(true);
        }

        ThrowIfForced();
    }

    private async ValueTask PausePointWithHooksAsync()
    {
        await PauseWithHooksAsync().ConfigureAwait(true);
        ThrowIfForced();
    }

    private async ValueTask YieldWithHooksAsync()
    {
        await WaitAsync(JobInputKind.Yield).ConfigureAwait(true);
        await PauseWithHooksAsync().ConfigureAwait(true);
        ThrowIfForced();
    }

    private async ValueTask PauseWithHooksAsync()
    {
        if (!Engine.MustPause(job))
        {
            return;
        }

        var hooks = (IJobPauseHooks)job.Driver!;
        await hooks.PauseAsync(this).ConfigureAwait(true);
        await WaitAsync(JobInputKind.PausePoint).ConfigureAwait(true);
        await hooks.ResumeAsync(this).ConfigureAwait(true);
    }
}
