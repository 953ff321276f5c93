using System;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Engine;

/// <content>Where the driver began, and what it saves.</content>
internal sealed partial class JobRun
{
    public override long Number => job.Number;

    public override long Epoch => job.Number == 0 ? 0 : engine.Epoch;

    public override int Attempt => job.Losses + 1;

    /// <summary>Whether the driver saves checkpoints.</summary>
    public bool SavesCheckpoints => _checkpoints is not null || _checkpoint is not null;

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte>? Checkpoint => _checkpoint;

    /// <inheritdoc/>
    public override async ValueTask FlushCheckpointsAsync()
    {
        if (engine.LastSaved(_checkpoints) is { } saved)
        {
            await saved.WaitAsync(CancellationToken).ConfigureAwait(true);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask SaveAsync(ReadOnlyMemory<byte> checkpoint) =>
        job.Number == 0 ? default : SaveAsync(engine.Save(_checkpoints ??= new JobCheckpoints(engine, job), checkpoint));

    private async ValueTask SaveAsync(Task saved)
    {
        await saved.WaitAsync(CancellationToken).ConfigureAwait(true);
        if (engine.IsSuspending)
        {
            // From here the next host goes on.
            engine.StopAtCheckpoint(this);
            throw new OperationCanceledException(s_cancelled);
        }
    }
}
