using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Benchmarks.Jobs;

/// <summary>A context without an engine, whose waits never end: shows what a parked driver takes by itself.</summary>
internal sealed class NullContext : JobContext, IValueTaskSource
{
    public override string? Id => null;

    public override JobTypeName Type => JobType.Create;

    public override bool IsForced => false;

    public override bool IsCancelRequested => false;

    public override bool IsReady => false;

    public override CancellationToken CancellationToken => default;

    public override TimeProvider TimeProvider => TimeProvider.System;

    public override long SpeedBytesPerSecond => 0;

    public override JobProgress Progress => default;

    public override ValueTask PausePointAsync() => new(this, 0);

    public override ValueTask YieldAsync() => new(this, 0);

    public override ValueTask DelayAsync(TimeSpan delay) => new(this, 0);

    public override ValueTask ThrottleAsync(long amount) => new(this, 0);

    public override void Wake()
    {
    }

    public override void ReportReady()
    {
    }

    public override void ReportDone(long amount)
    {
    }

    public override void SetRemaining(long amount)
    {
    }

    public override void AddRemaining(long amount)
    {
    }

    public override void PauseByError()
    {
    }

    public override void AddPause()
    {
    }

    public override void RemovePause()
    {
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ValueTaskSourceStatus.Pending;

    void IValueTaskSource.GetResult(short token)
    {
    }

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
    }
}
