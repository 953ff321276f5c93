using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.JobLab.Scripting;

/// <summary>A driver that does what it is told and nothing else.</summary>
/// <remarks>
/// Between two orders it is parked (in a wait that is a pause point) or busy (in something that is none). Orders are carried out
/// in the driver's own flow, except progress, which may change at any time.
/// </remarks>
public class ScriptedDriver(DriverScript script) : JobDriver, IJobUserResumeHook
{
    private readonly ConcurrentQueue<Order> _orders = new();
    private readonly object _gate = new();
    private JobContext? _job;
    private TaskCompletionSource? _news;
    private bool _isBusy;
    private bool _isDrained;

    private enum Step
    {
        GoOn,
        PausePoint,
        End,
    }

    /// <summary>A driver with just the operations that the script needs.</summary>
    public static ScriptedDriver Of(DriverScript script) =>
        script.CanComplete ? new CompletableScriptedDriver(script)
        : script.IsPlain ? new ScriptedDriver(script)
        : new HookedScriptedDriver(script);

    /// <summary>What <c>query-block-jobs</c> says of errors: ok, failed or nospace.</summary>
    public string IoStatus { get; private set; } = "ok";

    /// <summary>Is told of I/O errors (operation, action) before anything comes of them.</summary>
    public Action<string, string>? IoErrorReported { get; set; }

    /// <summary>Whether the work function has been called.</summary>
    public bool HasBegun => _job is not null;

    protected DriverScript Script { get; } = script;

    /// <summary>Whether the job was asked to complete.</summary>
    protected bool IsCompleteAsked { get; set; }

    /// <inheritdoc/>
    public override async Task RunAsync(JobContext job)
    {
        _job = job;
        try
        {
            await WorkAsync(job);
        }
        finally
        {
            if (Script.HasFinalDrain)
            {
                Drain(job);
            }
        }
    }

    /// <inheritdoc/>
    public void UserResumed(JobContext job) => IoStatus = "ok";

    /// <summary>Sets the progress numbers; current never goes back.</summary>
    public void SetProgress(long current, long total)
    {
        JobContext job = _job ?? throw new InvalidOperationException("The work hasn't begun.");
        job.ReportDone(Math.Max(0, current - job.Progress.Current));
        job.SetRemaining(total - job.Progress.Current);
    }

    public void ReachReady() => Tell(new Order(OrderKind.Ready));

    public void BecomeBusy() => Tell(new Order(OrderKind.Busy));

    public void ReachPausePoint() => Tell(new Order(OrderKind.PausePoint));

    public void Finish() => Tell(new Order(OrderKind.Finish));

    public void Fail(int error, string? message) => Tell(new Order(OrderKind.Fail, error, message));

    public void ReportIoError(string operation, string action, int error) => Tell(new Order(OrderKind.IoError, error, operation, action));

    public void DrainNow() => Tell(new Order(OrderKind.Drain));

    /// <summary>Takes the driver's own pause back, if there is one.</summary>
    protected void Undrain(JobContext job)
    {
        if (_isDrained)
        {
            _isDrained = false;
            job.RemovePause();
        }
    }

    private void Drain(JobContext job)
    {
        if (!_isDrained)
        {
            _isDrained = true;
            job.AddPause();
        }
    }

    private void Tell(Order order)
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            _orders.Enqueue(order);
            news = _news;
            _news = null;
        }

        if (news is not null)
        {
            news.SetResult();
        }
        else
        {
            _job?.Wake();
        }
    }

    private async Task WorkAsync(JobContext job)
    {
        while (true)
        {
            Step step = CarryOutOrders(job);
            if (step == Step.End)
            {
                return;
            }

            if (step == Step.PausePoint)
            {
                await job.PausePointAsync();
            }

            if (_isBusy)
            {
                await NewsAsync();
                continue;
            }

            // Out of a pause it begins again, since another pause may be requested by then.
            ValueTask pausePoint = job.PausePointAsync();
            if (!pausePoint.IsCompleted)
            {
                await pausePoint;
                continue;
            }

            await pausePoint;
            if (job.IsReady && (IsCompleteAsked || job.IsCancelRequested))
            {
                return;
            }

            if (_orders.IsEmpty)
            {
                await job.YieldAsync();
            }
        }
    }

    private Task NewsAsync()
    {
        lock (_gate)
        {
            if (!_orders.IsEmpty)
            {
                return Task.CompletedTask;
            }

            _news = new TaskCompletionSource();
            return _news.Task;
        }
    }

    private Step CarryOutOrders(JobContext job)
    {
        while (_orders.TryDequeue(out Order? order))
        {
            switch (order.Kind)
            {
                case OrderKind.Ready:
                    job.ReportReady();
                    break;
                case OrderKind.Busy:
                    _isBusy = true;
                    break;
                case OrderKind.PausePoint:
                    _isBusy = false;
                    return Step.PausePoint;
                case OrderKind.Finish:
                    return Step.End;
                case OrderKind.Fail:
                    throw order.Text is null ? new JobFailedException(order.Error) : new JobFailedException(order.Error, order.Text);
                case OrderKind.IoError:
                    HandleIoError(job, order);
                    break;
                default:
                    Drain(job);
                    break;
            }
        }

        return Step.GoOn;
    }

    private void HandleIoError(JobContext job, Order order)
    {
        IoErrorReported?.Invoke(order.Text!, order.Action!);
        if (order.Action != "stop")
        {
            return;
        }

        _isBusy = false;
        if (IoStatus == "ok")
        {
            IoStatus = order.Error == Errno.NoSpace ? "nospace" : "failed";
        }

        job.PauseByError();
    }

    private enum OrderKind
    {
        Ready,
        Busy,
        PausePoint,
        Finish,
        Fail,
        IoError,
        Drain,
    }

    private sealed record Order(OrderKind Kind, int Error = 0, string? Text = null, string? Action = null);
}
