using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Engine;

/// <summary>The end of a manager as its options say: begun once, whoever asks for it, and over when the time is up.</summary>
#pragma warning disable CA1001 // A source without a timer holds nothing that has to be given back.
internal sealed class JobEnding(JobEngine engine, JobManagerOptions options)
#pragma warning restore CA1001
{
    /// <summary>The longest time that is waited for: no timer runs longer than some 49 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>For a store that is well to be closed, when there is no more time.</summary>
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);

    /// <summary>How often a sink is looked at before it is given up.</summary>
    private const int Looks = 4;

    /// <summary>No sink is given up in less.</summary>
    private static readonly TimeSpan s_leastOfSinks = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _patience = new();
    private Task? _task;
    private Task? _disposal;

    /// <summary>Ends the jobs, or waits until they have ended or are given up.</summary>
    /// <param name="cancellationToken">Gives them up sooner.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        engine.Close();
        Task task;
        lock (_lock)
        {
            task = _task ??= EndAndCloseAsync();
        }

        await using (cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _patience).ConfigureAwait(false))
        {
            await task.ConfigureAwait(false);
        }
    }

    /// <summary>Ends the jobs, and then the store, which answers until now: once, and in a moment, since all is written.</summary>
    public async Task DisposeAsync()
    {
        try
        {
            await RunAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            Task disposal;
            lock (_lock)
            {
                disposal = _disposal ??= DisposeStoreAsync();
            }

            await disposal.ConfigureAwait(false);
        }
    }

    private async Task DisposeStoreAsync()
    {
        if (options.Store is { } store && !engine.IsOfAnother(store))
        {
            // A store that hasn't closed in time is given up.
            Task disposal = store.DisposeAsync().AsTask();
            await (await Task.WhenAny(disposal, Task.Delay(s_moment, engine.Clock)).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private async Task EndAndCloseAsync()
    {
        TimeSpan time = options.ShutdownTimeout ?? (options.ShutdownMode == JobShutdownMode.Wait ? Timeout.InfiniteTimeSpan : JobManagerOptions.DefaultShutdownTimeout);
        time = time < Longest ? time : Timeout.InfiniteTimeSpan;
        long start = engine.Clock.GetTimestamp();
        await EndAsync(time).ConfigureAwait(false);
        if (options.Store is { } store && !engine.IsOfAnother(store))
        {
            await engine.CloseAsync(options.ShutdownPatience).ConfigureAwait(false);
            await CloseAsync(store, time == Timeout.InfiniteTimeSpan ? time : time - engine.Clock.GetElapsedTime(start)).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the store in the time that is left, and a moment at least.</summary>
    private async Task CloseAsync(IJobStore store, TimeSpan time)
    {
        Task closed = store.CloseAsync().AsTask();
        using var timer = new CancellationTokenSource(time == Timeout.InfiniteTimeSpan || time > s_moment ? time : s_moment, engine.Clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _patience.Token);
        try
        {
            await closed.WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            await Task.WhenAny(closed, Task.Delay(timer.IsCancellationRequested ? TimeSpan.Zero : s_moment, engine.Clock)).ConfigureAwait(false);
            if (!closed.IsCompleted)
            {
                JobLog.StoreNotClosed(engine.Logger);
            }
        }
    }

    private async Task EndAsync(TimeSpan time)
    {
        using var timer = new CancellationTokenSource(time, engine.Clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _patience.Token);
        if (options.ShutdownMode == JobShutdownMode.Leave && engine.Store is not null)
        {
            TimeSpan reserve = ReserveOf(time);
            using var checkpoints = new CancellationTokenSource(time == Timeout.InfiniteTimeSpan ? time : time - reserve, engine.Clock);
            using var soonest = CancellationTokenSource.CreateLinkedTokenSource(checkpoints.Token, deadline.Token);
            await PassingSinksAsync(engine.SuspendAsync(PatienceIn(reserve), soonest.Token).AsTask(), time).ConfigureAwait(false);
            return;
        }

        if (options.ShutdownMode == JobShutdownMode.Wait)
        {
            TimeSpan share = ShareOf(ShareOf(time));
            await TryAsync(engine.WaitForAllAsync, share, deadline.Token).ConfigureAwait(false);
            time = time == Timeout.InfiniteTimeSpan ? time : time - share;
        }

        await PassingSinksAsync(CancelAsync(ShareOf(time), deadline.Token), time).ConfigureAwait(false);
    }

    // In order; and if that gets stuck, in a hook that doesn't end, each by itself.
    private async Task CancelAsync(TimeSpan inOrder, CancellationToken deadline)
    {
        if (await TryAsync(token => engine.CancelAllAsync(options.ShutdownPatience, token), inOrder, deadline).ConfigureAwait(false))
        {
            return;
        }

        engine.LogTheSlow();
        if (!await TryAsync(engine.CancelEachAsync, Timeout.InfiniteTimeSpan, deadline).ConfigureAwait(false))
        {
            engine.LogThoseLeft();
        }
    }

    // A sink that blocks keeps the others from being told, and jobs from being answered for: it gets a share of the time.
    private async Task PassingSinksAsync(Task end, TimeSpan time)
    {
        TimeSpan patience = time == Timeout.InfiniteTimeSpan || time / 5 > options.ShutdownPatience ? options.ShutdownPatience : time / 5;
        patience = patience > s_leastOfSinks ? patience : s_leastOfSinks;
        long step = 0;
        for (int looks = 0; !end.IsCompleted; looks++)
        {
            if (engine.LookAtSinks() is var now && now != step)
            {
                (step, looks) = (now, 0);
            }
            else if (looks >= Looks)
            {
                engine.PassSink(step);
            }

            using var over = new CancellationTokenSource();
            await Task.WhenAny(end, Task.Delay(patience / Looks, engine.Clock, over.Token)).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
        }

        await end.ConfigureAwait(false);
    }

    // What comes next needs some of the time, too.
    private TimeSpan ShareOf(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? time
        : time > options.ShutdownPatience * 2 ? time - options.ShutdownPatience
        : time / 2;

    // Checkpoints get what there is, but for what comes after: drivers that didn't get to one stop where they are, and what is left is written.
    private TimeSpan ReserveOf(TimeSpan time) => time == Timeout.InfiniteTimeSpan || time / 5 > options.ShutdownPatience * 2 ? options.ShutdownPatience * 2 : time / 5;

    private TimeSpan PatienceIn(TimeSpan reserve)
    {
        TimeSpan half = reserve / 2 > s_moment ? reserve / 2 : s_moment;
        return half < options.ShutdownPatience ? half : options.ShutdownPatience;
    }

    // Elsewhere: a hook that blocks its thread holds up nothing but that. It isn't enough to hand over the token, since a hook doesn't know it.
    private async Task<bool> TryAsync(Func<CancellationToken, ValueTask> end, TimeSpan time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(time, engine.Clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        CancellationToken token = deadline.Token;
        try
        {
            await Task.Run(() => end(token).AsTask(), CancellationToken.None).WaitAsync(token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return false;
        }
    }
}
