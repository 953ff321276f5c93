using System;
using System.Threading.Tasks;
using Durable;
using QapiGen.Jobs.Drivers;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>A driver that keeps a low speed, and is far from its next checkpoint, when its host stops.</summary>
public sealed class ThrottledStopTests
{
    private const int BlocksToCheckpoint = 10;

    [Fact]
    public async Task A_slow_driver_gets_to_its_next_checkpoint_when_its_host_stops()
    {
        var world = new World();
        var first = new SlowDriver();
        await using (JobManager host = await OpenAsync(world, first))
        {
            await host.StartAsync("slow", World.Steps("slow", BlocksToCheckpoint), World.Options("slow") with { SpeedBytesPerSecond = 1 });
            await first.Sleeps.Task.WaitAsync(TimeSpan.FromMinutes(2));
        }

        var second = new SlowDriver();
        await using JobManager next = await OpenAsync(world, second);
        Assert.Equal(BlocksToCheckpoint, await second.Begins.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    private static Task<JobManager> OpenAsync(World world, SlowDriver driver) => world.OpenAsync(options => options with
    {
        Drivers = options.Drivers.Add<StepsArguments>("slow", _ => driver),
        ShutdownTimeout = TimeSpan.FromSeconds(20),
    });

    private sealed class SlowDriver : JobDriver
    {
        public TaskCompletionSource<long> Begins { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Sleeps { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task RunAsync(JobContext job)
        {
            long done = job.LoadCheckpoint<StepsCursor>()?.Done ?? 0;
            Begins.TrySetResult(done);

            // That it saves any is known from the first.
            await job.SaveCheckpointAsync(new StepsCursor { Done = done });
            while (true)
            {
                for (int i = 0; i < BlocksToCheckpoint; i++)
                {
                    ValueTask block = job.ThrottleAsync(1_000_000);
                    Sleeps.TrySetResult();
                    await block;
                    done++;
                }

                await job.SaveCheckpointAsync(new StepsCursor { Done = done });
            }
        }
    }
}
