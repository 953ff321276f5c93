using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Durable;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>What the application does to make a driver again, or in its hooks, ends the host, each time: that counts, too.</summary>
/// <remarks>A host whose code never returns stands for one that is gone; no time passes, so that nobody goes on without it.</remarks>
public sealed class TakeUpLossTests : IDisposable
{
    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(2);
    private static readonly string[] s_many = [.. Enumerable.Range(0, 20).Select(static number => $"j{number}")];

    private readonly ManualResetEventSlim _end = new();
    private readonly World _world = new() { Clock = new FakeTimeProvider() };

    public void Dispose()
    {
        _end.Set();
        _end.Dispose();
    }

    [Fact]
    public async Task A_factory_that_ends_its_host_ends_its_job_once_that_has_had_all_its_losses_and_no_other()
    {
        await StartAsync("a", "b", "bad");
        JobManager last = await KillInAsync("bad is made");
        Assert.Equal("The job's host was lost while it was at work or being taken up (4 of at most 3 times)", (await last.Find("bad")!.Completion.WaitAsync(s_guard)).Error);
        Assert.Equal(3, Calls("bad is made"));

        // Once at work with it; then it was the first, and alone.
        await GoesOnAsync(last, "a", losses: 2);
        await GoesOnAsync(last, "b", losses: 2);
    }

    [Fact]
    public async Task So_it_is_with_a_job_that_has_not_begun()
    {
        JobManager first = await OpenAsync(isBad: false, maxRunningJobs: 1);
        await first.StartAsync("steps", World.Steps("a", 1), World.Options("a"));
        await first.StartAsync("bad", World.Steps("bad", 1), World.Options("bad"));
        await first.WhenDurableAsync();
        JobManager last = await KillInAsync("bad is made");
        Assert.Equal("The job's host was lost while it was at work or being taken up (4 of at most 3 times)", (await last.Find("bad")!.Completion.WaitAsync(s_guard)).Error);
        Assert.Equal(4, Calls("bad is made"));
        await GoesOnAsync(last, "a", losses: 2);
    }

    [Fact]
    public async Task So_it_is_with_a_hook()
    {
        await StartAsync("hook");
        _world.Allow("hook", 1);
        await World.UntilAsync(() => Calls("hook prepares") == 1);
        JobManager last = await KillInAsync("hook prepares");
        Assert.Equal("The job's host was lost while it was at work or being taken up (4 of at most 3 times)", (await last.Find("hook")!.Completion.WaitAsync(s_guard)).Error);

        // The first was no taking up.
        Assert.Equal(5, Calls("hook prepares"));
    }

    [Fact]
    public async Task A_job_whose_driver_was_made_has_no_loss_by_a_host_that_is_lost_later_on()
    {
        JobManager first = await OpenAsync();
        await first.StartAsync("steps", World.Steps("a", 2), World.Options("a"));
        JobManager second = await OpenAsync();
        await GoesOnAsync(second, "a", losses: 1, ends: false);
        await second.JobPauseAsync("a");
        _world.Allow("a", 1);
        await World.UntilAsync(() => second.Find("a")!.Status == JobStatus.Paused);
        for (int i = 0; i < 2; i++)
        {
            JobManager next = await OpenAsync();
            Assert.Equal((JobStatus.Paused, 1), (next.Find("a")!.Status, next.Find("a")!.Losses));
            await next.WhenDurableAsync();
        }

        JobManager last = await OpenAsync();
        await last.JobResumeAsync("a");
        await GoesOnAsync(last, "a", losses: 1);
    }

    [Fact]
    public async Task One_of_many_whose_factory_ends_its_host_is_found_and_no_other_has_a_loss_by_it()
    {
        await StartAsync(["bad", .. s_many]);
        JobManager last = await KillInAsync("bad is made");
        Assert.Equal("The job's host was lost while it was at work or being taken up (4 of at most 3 times)", (await last.Find("bad")!.Completion.WaitAsync(s_guard)).Error);

        // The first time it was one of many; then it was the first, and alone.
        Assert.Equal(4, Calls("bad is made"));
        foreach (string id in s_many)
        {
            await GoesOnAsync(last, id, losses: 1);
        }
    }

    [Fact]
    public async Task Many_drivers_are_made_after_one_flush()
    {
        await StartAsync(s_many);
        _world.Data.IsHeld = true;
        int made = 0;
        var store = new NotingStore(new MemoryJobStore(_world.Data));
        JobManager second = await OpenAsync(isBad: false, made: () => Interlocked.Increment(ref made), store: store);
        await World.UntilAsync(() => store.NextUp == s_many.Length);
        Assert.Equal(0, Volatile.Read(ref made));
        while (store.DurableSequence < store.LastNextUp)
        {
            // What comes after that waits again.
            _world.Data.IsHeld = false;
            _world.Data.IsHeld = true;
            await Task.Delay(1);
        }

        await World.UntilAsync(() => Volatile.Read(ref made) == s_many.Length);
        _world.Data.IsHeld = false;
        await second.DisposeAsync();
    }

    [Fact]
    public async Task A_stop_while_one_of_several_is_made_is_no_loss_and_the_next_host_makes_them_one_by_one()
    {
        await StartAsync(["bad", .. s_many]);
        JobManager second = await OpenAsync();
        await World.UntilAsync(() => Calls("bad is made") == 1);
        await second.DisposeAsync();
        var store = new NotingStore(new MemoryJobStore(_world.Data));
        JobManager third = await OpenAsync(isBad: false, store: store);
        await GoesOnAsync(third, "bad", losses: 1);
        await GoesOnAsync(third, s_many[0], losses: 1);
        await GoesOnAsync(third, s_many[^1], losses: 1);
        Assert.Equal(0, store.NextUp);
    }

    [Fact]
    public async Task A_stop_while_a_driver_is_made_is_no_loss()
    {
        await StartAsync("bad");
        JobManager second = await OpenAsync();
        await World.UntilAsync(() => Calls("bad is made") == 1);
        await second.DisposeAsync();
        JobManager third = await OpenAsync(isBad: false);
        await GoesOnAsync(third, "bad", losses: 1);
    }

    [Fact]
    public async Task Nothing_of_the_application_is_called_before_the_next_host_would_know()
    {
        await StartAsync("bad");
        _world.Data.IsHeld = true;
        JobManager second = await OpenAsync();
        await Task.Delay(50);
        Assert.Equal(0, Calls("bad is made"));
        _world.Data.IsHeld = false;
        await World.UntilAsync(() => Calls("bad is made") == 1);
        await second.DisposeAsync();
    }

    private async Task StartAsync(params string[] ids)
    {
        JobManager first = await OpenAsync(isBad: false);
        foreach (string id in ids)
        {
            await first.StartAsync(id is "bad" or "hook" ? id : "steps", World.Steps(id, 1), World.Options(id));
        }

        await first.WhenDurableAsync();
    }

    /// <summary>Opens hosts, each of which is gone once it has called what never returns, until one doesn't call it.</summary>
    private async Task<JobManager> KillInAsync(string call)
    {
        for (int i = 0; i < 10; i++)
        {
            int calls = Calls(call);
            JobManager host = await OpenAsync();
            await World.UntilAsync(() => Calls(call) > calls || host.Describe().Any(static job => job.Status == JobStatus.Concluded));
            if (Calls(call) == calls)
            {
                return host;
            }
        }

        throw new InvalidOperationException("It ends each host for ever.");
    }

    private Task<JobManager> OpenAsync(bool isBad = true, int maxRunningJobs = int.MaxValue, Action? made = null, IJobStore? store = null) => _world.OpenAsync(store ?? _world.NewStore(), options => options with
    {
        MaxRunningJobs = maxRunningJobs,
        Drivers = new JobDriverRegistry()
            .Add<StepsArguments>("steps", arguments =>
            {
                made?.Invoke();
                return new StepsDriver(_world, arguments);
            })
            .Add<StepsArguments>("hook", arguments => new EndlessHook(_world, arguments, _end))
            .Add<StepsArguments>("bad", arguments =>
            {
                if (isBad)
                {
                    _world.Note("bad is made");
                    _end.Wait();
                }

                return new StepsDriver(_world, arguments);
            }),
    });

    private int Calls(string call) => _world.Calls.Count(item => item == call);

    private async Task GoesOnAsync(JobManager host, string id, int losses, bool ends = true)
    {
        await World.UntilAsync(() => host.Find(id)!.Status == JobStatus.Running);
        Assert.Equal(losses, host.Find(id)!.Losses);
        if (ends)
        {
            _world.Allow(id, 1);
            Assert.Equal(JobOutcome.Succeeded, (await host.Find(id)!.Completion.WaitAsync(s_guard)).Outcome);
        }
    }

    /// <summary>Counts what says that a job is one of those whose drivers come next.</summary>
    private sealed class NotingStore(IJobStore store) : PassingStore(store)
    {
        private int _nextUp;
        private long _last;

        public int NextUp => Volatile.Read(ref _nextUp);

        public long LastNextUp => Volatile.Read(ref _last);

        public override void Append(in JobRecord record)
        {
            base.Append(record);
            if (record.Kind == JobRecordKind.State && (record.State.Flags & JobFlags.NextUp) != 0)
            {
                Volatile.Write(ref _last, record.Sequence);
                Interlocked.Increment(ref _nextUp);
            }
        }
    }

    private sealed class EndlessHook(World world, StepsArguments arguments, ManualResetEventSlim end) : StepsDriver(world, arguments), IJobTransactionHooks
    {
        public ValueTask PrepareAsync(JobContext job)
        {
            World.Note("hook prepares");
            end.Wait();
            return default;
        }

        public ValueTask CommitAsync(JobContext job) => default;

        public ValueTask AbortAsync(JobContext job) => default;

        public ValueTask CleanAsync(JobContext job) => default;
    }
}
