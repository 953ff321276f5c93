using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Drivers;

/// <summary>A job, seen from its driver.</summary>
/// <remarks>
/// The waits (<see cref="PausePointAsync"/>, <see cref="YieldAsync"/>, <see cref="DelayAsync"/>, <see cref="ThrottleAsync"/>) are where a job
/// can be paused and cancelled; one at a time. They throw <see cref="OperationCanceledException"/> once the job is cancelled by force.
/// Everything else may be called from any thread. Source: jobs spec 6 to 8, 13 and 17.
/// </remarks>
public abstract class JobContext
{
    private Func<ValueTask<bool>>? _isHeld;

    /// <summary>The job's id; null for an internal job.</summary>
    public abstract string? Id { get; }

    /// <summary>The job's type.</summary>
    public abstract JobTypeName Type { get; }

    /// <summary>Whether the job is cancelled by force: the work has to stop.</summary>
    public abstract bool IsForced { get; }

    /// <summary>Whether any cancel was requested; if not forced, the work should end in success soon.</summary>
    public abstract bool IsCancelRequested { get; }

    /// <summary>Whether the job is ready (or in standby).</summary>
    public abstract bool IsReady { get; }

    /// <summary>Is cancelled when the job is cancelled by force; for operations that are no waits of the job.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>The clock of the waits.</summary>
    public abstract TimeProvider TimeProvider { get; }

    /// <summary>Limit of the speed in units of progress per second (bytes, usually); 0 is unlimited.</summary>
    public abstract long SpeedBytesPerSecond { get; }

    /// <summary>The progress numbers.</summary>
    public abstract JobProgress Progress { get; }

    /// <summary>A pause point: completes at once, unless a pause is requested; then when the job is resumed.</summary>
    public abstract ValueTask PausePointAsync();

    /// <summary>Waits until the job is woken; then a pause point. Expect to be woken for no reason.</summary>
    public abstract ValueTask YieldAsync();

    /// <summary>Waits for a time, or until the job is woken; then a pause point.</summary>
    /// <param name="delay">How long; zero or less is a pause point only.</param>
    public abstract ValueTask DelayAsync(TimeSpan delay);

    /// <summary>Keeps the speed: waits as long as work of this size may take; then a pause point.</summary>
    /// <param name="amount">Size of the work just done, or about to be done, in units of <see cref="SpeedBytesPerSecond"/>.</param>
    /// <remarks>Sleeps on after a pause, and by the new speed after a change of it; ends early at a soft cancel. While the host stops it doesn't wait, so that the driver gets to its next checkpoint.</remarks>
    public abstract ValueTask ThrottleAsync(long amount);

    /// <summary>Wakes the driver if it yields or sleeps; if it is busy, its next such wait doesn't wait. Doesn't end a pause.</summary>
    public abstract void Wake();

    /// <summary>Says that the work could end at any time: status ready.</summary>
    /// <exception cref="InvalidOperationException">The status isn't running.</exception>
    public abstract void ReportReady();

    /// <summary>Adds to the current progress.</summary>
    public abstract void ReportDone(long amount);

    /// <summary>Sets the total to the current progress plus this.</summary>
    public abstract void SetRemaining(long amount);

    /// <summary>Adds to the total.</summary>
    public abstract void AddRemaining(long amount);

    /// <summary>Pauses the job as if by the user, because of an error that the user can mend (jobs spec 7.5); takes effect at the next wait.</summary>
    public abstract void PauseByError();

    /// <summary>Adds a pause that is not the user's (jobs spec 7.4).</summary>
    public abstract void AddPause();

    /// <summary>Takes back a pause made by <see cref="AddPause"/>.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public abstract void RemovePause();

    /// <summary>Number of the job in its store, given once in the store's life; 0 for a job that isn't kept.</summary>
    public virtual long Number => 0;

    /// <summary>The epoch of the host, higher than that of each host before: the token with which other systems can refuse what a host does that has lost its store. 0 for a job that isn't kept.</summary>
    public virtual long Epoch => 0;

    /// <summary>What distinguishes the store that the job is kept in from others of its kind; null if it doesn't say, or the job isn't kept. Means nothing but to be compared.</summary>
    public virtual string? StoreIdentity => null;

    /// <summary>
    /// Whether the host ends and leaves the job to the next one: the driver stops at its next checkpoint, and should save one as soon as it can. Sleeps end when this
    /// becomes true.
    /// </summary>
    public virtual bool IsHostStopping => false;

    /// <summary>1 at first; one more after each loss of a host while the job was at work.</summary>
    public virtual int Attempt => 1;

    /// <summary>The checkpoint that the driver begins from, as JSON; null if there is none.</summary>
    protected virtual ReadOnlyMemory<byte>? Checkpoint => null;

    /// <summary>The checkpoint that the driver is to begin from: the last one that an earlier driver of this job saved.</summary>
    /// <typeparam name="T">A type of a QAPI schema. Members that it doesn't have are skipped.</typeparam>
    /// <returns>Null if there is none, as at the first attempt and without a store.</returns>
    /// <exception cref="WireFormatException">
    /// What was kept isn't one of this type; not caught, the job fails with its text, and stays with what was kept of it until it is dismissed, whatever auto-dismiss says.
    /// </exception>
    public T? LoadCheckpoint<T>()
        where T : class, IWireCodec<T>
    {
        try
        {
            return Checkpoint is { } json ? WireJson.Deserialize<T>(json.Span, WireMode.Lenient) : null;
        }
        catch (WireFormatException exception)
        {
            NoteUnreadable(exception);
            throw;
        }
    }

    /// <summary>Keeps how far the work is, and the progress numbers with it: what a driver goes on from in the next host.</summary>
    /// <typeparam name="T">A type of a QAPI schema.</typeparam>
    /// <param name="checkpoint">How far it is. Whatever it says must be true of the world by now: a file's bytes flushed, for example.</param>
    /// <returns>
    /// Completes when this checkpoint, or one saved after it, is durable; at once without a store. One is under way at most, and of those that come
    /// meanwhile the newest wins; who wants to work on doesn't await it.
    /// </returns>
    /// <exception cref="InvalidOperationException">It is larger than 64 MiB, which no store keeps; or a transaction that has saved a checkpoint is still open, and would keep this one from being written.</exception>
    /// <exception cref="OperationCanceledException">The job is cancelled by force, or its driver is to stop here since the host ends.</exception>
    public ValueTask SaveCheckpointAsync<T>(T checkpoint)
        where T : IWireCodec<T>
    {
        byte[] body = WireJson.Serialize(checkpoint);
        return Volatile.Read(ref _isHeld) is { } isHeld ? SaveUnlessHeldAsync(body, isHeld) : SaveAsync(body);
    }

    /// <summary>Refuses checkpoints outside of a transaction of the application's that has saved one, as long as it is open: where it keeps the store from writing others of this job.</summary>
    /// <remarks>The packages of the stores call this.</remarks>
    /// <param name="isHeld">Whether it is still open; not asked any more once it isn't.</param>
    public void HoldCheckpoints(Func<ValueTask<bool>> isHeld)
    {
        ArgumentNullException.ThrowIfNull(isHeld);
        Volatile.Write(ref _isHeld, isHeld);
    }

    private async ValueTask SaveUnlessHeldAsync(ReadOnlyMemory<byte> body, Func<ValueTask<bool>> isHeld)
    {
        if (await isHeld().ConfigureAwait(true))
        {
            throw new InvalidOperationException("A transaction of the application's that is still open has saved a checkpoint of this job: give it to this checkpoint, too, or end it first.");
        }

        // Another may hold it by now.
        Interlocked.CompareExchange(ref _isHeld, null, isHeld);
        await SaveAsync(body).ConfigureAwait(true);
    }

    /// <summary>Completes when no checkpoint is under way.</summary>
    /// <remarks>
    /// For checkpoints that are written in a transaction of the application's own, in the store's database: it awaits this, and then writes for
    /// <see cref="Number"/> as long as the store's epoch is <see cref="Epoch"/>. The packages of the stores have methods for it. A driver that has called it is
    /// one that saves checkpoints: a host that ends waits until it calls this again, and what it did since the last checkpoint is to be rolled back.
    /// </remarks>
    /// <exception cref="OperationCanceledException">The job is cancelled by force, or its driver is to stop here since the host ends.</exception>
    public virtual ValueTask FlushCheckpointsAsync() => default;

    /// <summary>
    /// The same as <see cref="FlushCheckpointsAsync"/> without the wait, for transactions that keep the store itself from writing: the checkpoint that waits for the one under
    /// way is appended now.
    /// </summary>
    /// <returns>Number of the last record that was appended: a checkpoint that is written with this number, under this <see cref="Epoch"/>, is newer than all of them.</returns>
    /// <exception cref="OperationCanceledException">The driver is to stop here since the host ends.</exception>
    public virtual long HandOverCheckpoints() => 0;

    /// <summary>The checkpoint can't be read.</summary>
    private protected virtual void NoteUnreadable(WireFormatException exception)
    {
    }

    /// <summary>Keeps a checkpoint.</summary>
    /// <param name="checkpoint">JSON.</param>
    protected virtual ValueTask SaveAsync(ReadOnlyMemory<byte> checkpoint) => default;
}
