using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Engine;

/// <content>Where the driver began, and what it saves.</content>
internal sealed partial class JobRun
{
    public override long Number => job.Number;

    public override long Epoch => job.Number == 0 ? 0 : Engine.Epoch;

    public override string? StoreIdentity => job.Number == 0 ? null : Engine.StoreIdentity;

    public override int Attempt => job.Losses < int.MaxValue ? job.Losses + 1 : int.MaxValue;

    public override bool IsHostStopping => Engine.IsSuspending;

    /// <summary>Whether a checkpoint says that there is none.</summary>
    public static bool IsNone(ReadOnlyMemory<byte> checkpoint) => checkpoint.Span.SequenceEqual(NoCheckpoint);

    /// <summary>Whether the driver saves checkpoints, be it in transactions of the application's own only; it begins to at any time, without the lock.</summary>
    public bool SavesCheckpoints => _savesElsewhere || _extra is { Checkpoints: not null } or { Checkpoint: not null };

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte>? Checkpoint => _extra?.Checkpoint;

    private protected override void NoteUnreadable(WireFormatException exception) => Extra.Unreadable = exception;

    /// <summary>Whether the work has failed because its checkpoint can't be read.</summary>
    private bool IsUnreadable(Exception exception)
    {
        WireFormatException? unreadable = _extra?.Unreadable;
        for (Exception? cause = exception; cause is not null && unreadable is not null; cause = cause.InnerException)
        {
            if (cause == unreadable)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override async ValueTask FlushCheckpointsAsync()
    {
        _savesElsewhere = true;
        if (Engine.LastSaved(_extra?.Checkpoints) is { } saved)
        {
            await saved.WaitAsync(CancellationToken).ConfigureAwait(true);
        }

        StopIfSuspending();
    }

    /// <inheritdoc/>
    public override long HandOverCheckpoints()
    {
        _savesElsewhere = true;
        StopIfSuspending();
        return Engine.HandOver(_extra?.Checkpoints);
    }

    /// <inheritdoc/>
    protected override ValueTask SaveAsync(ReadOnlyMemory<byte> checkpoint)
    {
        if (job.Number == 0)
        {
            return default;
        }

        // One that the store couldn't write would keep all other jobs from being written.
        return checkpoint.Length <= StoredText.MaxBodyLength
            ? SaveAsync(Engine.Save(Extra.Checkpoints ??= new JobCheckpoints(Engine, job), checkpoint))
            : throw new InvalidOperationException($"A checkpoint of {checkpoint.Length} bytes can't be kept; {StoredText.MaxBodyLength} can.");
    }

    private async ValueTask SaveAsync(Task saved)
    {
        await saved.WaitAsync(CancellationToken).ConfigureAwait(true);
        StopIfSuspending();
    }

    private void StopIfSuspending()
    {
        if (job.Number != 0 && Engine.IsSuspending)
        {
            // From here the next host goes on.
            Engine.StopAtCheckpoint(this);
            throw new OperationCanceledException(s_cancelled);
        }
    }
}
