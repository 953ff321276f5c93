using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Durable;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>A host takes up many jobs, and one of them takes its time: the others go on.</summary>
public sealed class TakeUpTests : IDisposable
{
    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(2);

    private readonly ManualResetEventSlim _end = new();

    public void Dispose() => _end.Dispose();

    [Fact]
    public async Task A_factory_that_does_not_return_holds_up_its_own_job_only()
    {
        World world = await StartAsync();
        JobManager host = await world.OpenAsync(options => options with
        {
            Drivers = Drivers(world, arguments =>
            {
                _end.Wait();
                return new StepsDriver(world, arguments);
            }),
        });
        await OthersGoOnAsync(world, host);
        _end.Set();
        world.Allow("first", 1);
        Assert.Equal(JobOutcome.Succeeded, (await host.Find("first")!.Completion.WaitAsync(s_guard)).Outcome);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_hook_that_blocks_its_thread_holds_up_its_own_group_only()
    {
        World world = await StartAsync(static (world, arguments) => new PreparingDriver(world, arguments));
        world.Allow("first", 1);
        await World.UntilAsync(() => world.Calls.Contains("first prepare"));
        JobManager host = await world.OpenAsync(options => options with { Drivers = Drivers(world, arguments => new BlockingDriver(world, arguments, _end)) });
        await OthersGoOnAsync(world, host);
        await World.UntilAsync(() => world.Calls.Contains("first prepare again"));
        _end.Set();
        Assert.Equal(JobOutcome.Succeeded, (await host.Find("first")!.Completion.WaitAsync(s_guard)).Outcome);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_job_whose_row_cannot_be_read_now_says_so_waits_and_holds_up_no_other()
    {
        World world = await StartAsync();
        var store = new UnreadableStore(new MemoryJobStore(world.Data)) { Unreadable = 1 };
        var log = new ListLogger();
        JobManager host = await world.OpenAsync(store, options => options with { Drivers = Drivers(world, arguments => new StepsDriver(world, arguments)), Logger = log });
        await OthersGoOnAsync(world, host);
        Assert.Equal(JobStatus.Paused, host.Find("first")!.Status);
        Assert.Single(log.Entries, static entry => entry.Message == "What was kept of stored job 'first' can't be read now; its driver is made when it can");
        store.Unreadable = 0;
        world.Allow("first", 1);
        Assert.Equal(JobOutcome.Succeeded, (await host.Find("first")!.Completion.WaitAsync(s_guard)).Outcome);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_factory_whose_services_are_gone_ends_no_job_but_leaves_it_to_the_next_host()
    {
        World world = await StartAsync();
        var log = new ListLogger();
        JobManager host = await world.OpenAsync(options => options with
        {
            Logger = log,
            Drivers = Drivers(world, arguments =>
            {
                world.Note("first asks");
                throw new ObjectDisposedException(nameof(IServiceProvider));
            }),
        });
        await OthersGoOnAsync(world, host);
        await World.UntilAsync(() => world.Calls.Contains("first asks"));
        await World.UntilAsync(() => log.Entries.Any(static entry => entry.Message.StartsWith("The driver of stored job 'first' can't be made again: ", StringComparison.Ordinal)));
        Assert.Equal(JobStatus.Paused, host.Find("first")!.Status);

        JobManager next = await world.OpenAsync(options => options with { Drivers = Drivers(world, arguments => new StepsDriver(world, arguments)) });
        world.Allow("first", 1);
        Assert.Equal(JobOutcome.Succeeded, (await next.Find("first")!.Completion.WaitAsync(s_guard)).Outcome);
        await host.DisposeAsync();
        await next.DisposeAsync();
    }

    [Fact]
    public async Task A_host_that_ends_while_it_takes_jobs_up_says_nothing_wrong_of_them()
    {
        World world = await StartAsync();
        var store = new SlowBodiesStore(new MemoryJobStore(world.Data));
        var log = new ListLogger();
        JobManager host = await world.OpenAsync(store, options => options with { Drivers = Drivers(world, arguments => new StepsDriver(world, arguments)), Logger = log });
        await store.Asked.WaitAsync(s_guard);

        await host.DisposeAsync();

        Assert.DoesNotContain(log.Entries, static entry => entry.Message.Contains("can't be made again", StringComparison.Ordinal));
        JobManager next = await world.OpenAsync(options => options with { Drivers = Drivers(world, arguments => new StepsDriver(world, arguments)) });
        world.Allow("first", 1);
        Assert.Equal(JobOutcome.Succeeded, (await next.Find("first")!.Completion.WaitAsync(s_guard)).Outcome);
        await next.DisposeAsync();
    }

    private static async Task<World> StartAsync(Func<World, StepsArguments, JobDriver>? make = null)
    {
        var world = new World();
        JobManager first = await world.OpenAsync(options => options with
        {
            Drivers = Drivers(world, arguments => make?.Invoke(world, arguments) ?? new StepsDriver(world, arguments)),
        });
        await first.StartAsync("first", World.Steps("first", 1), World.Options("first"));
        foreach (string id in (string[])["second", "third"])
        {
            await first.StartAsync("steps", World.Steps(id, 1), World.Options(id));
        }

        await World.UntilAsync(() => first.Describe().All(static job => job.Status == JobStatus.Running));
        await first.WhenDurableAsync();
        return world;
    }

    private static JobDriverRegistry Drivers(World world, Func<StepsArguments, JobDriver> makeFirst) => new JobDriverRegistry()
        .Add("first", makeFirst)
        .Add<StepsArguments>("steps", arguments => new StepsDriver(world, arguments));

    private static async Task OthersGoOnAsync(World world, JobManager host)
    {
        foreach (string id in (string[])["second", "third"])
        {
            world.Allow(id, 1);
            Assert.Equal(JobOutcome.Succeeded, (await host.Find(id)!.Completion.WaitAsync(s_guard)).Outcome);
        }
    }

    private class PreparingDriver(World world, StepsArguments arguments) : StepsDriver(world, arguments), IJobTransactionHooks
    {
        public virtual ValueTask PrepareAsync(JobContext job)
        {
            World.Note("first prepare");
            return new ValueTask(new TaskCompletionSource().Task);
        }

        public ValueTask CommitAsync(JobContext job) => default;

        public ValueTask AbortAsync(JobContext job) => default;

        public ValueTask CleanAsync(JobContext job) => default;
    }

    private sealed class BlockingDriver(World world, StepsArguments arguments, ManualResetEventSlim end) : PreparingDriver(world, arguments)
    {
        public override ValueTask PrepareAsync(JobContext job)
        {
            World.Note("first prepare again");
            end.Wait();
            return default;
        }
    }

    /// <summary>Whose bodies are being read when it is closed. Who waits for one goes on before the store is gone.</summary>
    private sealed class SlowBodiesStore(IJobStore store) : PassingStore(store)
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<JobBodies?> _closed = new();

        public Task Asked => _asked.Task;

        public override ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            return new(_closed.Task);
        }

        public override ValueTask DisposeAsync()
        {
            _closed.TrySetException(new ObjectDisposedException(nameof(SlowBodiesStore)));
            return base.DisposeAsync();
        }
    }

    private sealed class UnreadableStore(IJobStore store) : PassingStore(store)
    {
        private long _unreadable;

        public long Unreadable
        {
            set => Volatile.Write(ref _unreadable, value);
        }

        public override ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default) => job == Volatile.Read(ref _unreadable)
            ? ValueTask.FromException<JobBodies?>(new JobStoreException(JobStoreFault.Unavailable, "A sector is bad."))
            : base.ReadBodiesAsync(job, cancellationToken);
    }
}
