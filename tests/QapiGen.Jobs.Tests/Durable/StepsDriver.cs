using System.Threading.Tasks;
using Durable;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>Does a number of steps, each when the test allows it, and saves a checkpoint after each.</summary>
internal class StepsDriver(World world, StepsArguments arguments) : JobDriver
{
    public StepsArguments Arguments => arguments;

    /// <summary>The step it began with; -1 before it began.</summary>
    public long BeganAt { get; private set; } = -1;

    public int Attempt { get; private set; }

    public long Epoch { get; private set; }

    /// <summary>The last step whose checkpoint it was told is kept.</summary>
    public long Done { get; private set; }

    /// <summary>Whether it goes no further.</summary>
    public bool HasEnded { get; private set; }

    protected World World => world;

    public override async Task RunAsync(JobContext job)
    {
        try
        {
            await WorkAsync(job);
        }
        finally
        {
            HasEnded = true;
        }
    }

    private async Task WorkAsync(JobContext job)
    {
        Attempt = job.Attempt;
        Epoch = job.Epoch;
        long done = job.LoadCheckpoint<StepsCursor>()?.Done ?? 0;
        BeganAt = done;
        world.Note($"{arguments.Name} begins at {done}");
        job.SetRemaining(arguments.Steps - done);
        while (done < arguments.Steps)
        {
            await world.StepsOf(arguments.Name).WaitAsync(job.CancellationToken);
            done++;
            job.ReportDone(1);
            await job.SaveCheckpointAsync(new StepsCursor { Done = done });
            Done = done;
            world.Note($"{arguments.Name} has done {done}");
            await job.PausePointAsync();
        }

        if (arguments.BecomesReady == true)
        {
            job.ReportReady();
            while (true)
            {
                await job.YieldAsync();
            }
        }
    }
}

/// <summary>Ends when the test says so, and has saved nothing.</summary>
internal sealed class EndingDriver(World world, StepsArguments arguments, Task end) : HookedStepsDriver(world, arguments)
{
    public override Task RunAsync(JobContext job)
    {
        World.Note($"{Arguments.Name} begins");
        return end;
    }
}

/// <summary>The same with hooks of transactions, which may take their time.</summary>
internal class HookedStepsDriver(World world, StepsArguments arguments) : StepsDriver(world, arguments), IJobTransactionHooks
{
    public ValueTask PrepareAsync(JobContext job) => NoteAsync("prepare");

    public ValueTask CommitAsync(JobContext job) => NoteAsync("commit");

    public ValueTask AbortAsync(JobContext job) => NoteAsync("abort");

    public ValueTask CleanAsync(JobContext job) => NoteAsync("clean");

    private ValueTask NoteAsync(string hook)
    {
        World.Note($"{Arguments.Name} {hook}");
        return default;
    }
}
