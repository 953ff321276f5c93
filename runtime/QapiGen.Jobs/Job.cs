using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Engine;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs;

/// <summary>A background job, seen from the program that made it.</summary>
/// <remarks>All members may be used from any thread. The verbs do what the commands of the same names do, for internal jobs too.</remarks>
public sealed partial class Job
{
    private readonly JobEngine _engine;
    private readonly int _type;
    private readonly long _createdTicks;
    private JobState _state;
    private JobMarks _marks;
    private Job? _newer;
    private Job? _older;
    private JobProgressCell _progress;
    private TaskCompletionSource<JobResult>? _completion;
    private bool _isForsaken;
    private JobRun? _run;

    internal Job(JobEngine engine, JobDriver driver, JobOptions options, JobGroup group, in JobOrigin origin = default)
    {
        _engine = engine;
        Driver = driver;
        Group = group;
        Id = options.Id;
        _type = engine.TypeOf(options.Type);
        IsBlocking = options.IsBlocking;
        DriverName = origin.Driver;
        _marks.IsProvisional = options.Transaction is not null;
        _createdTicks = StoredText.Clean(engine.Clock.GetUtcNow()).UtcTicks;
        JobFlags flags = driver.Hooks
            | (options.AutoFinalize ? JobFlags.AutoFinalize : JobFlags.None)
            | (options.AutoDismiss ? JobFlags.AutoDismiss : JobFlags.None)
            | (options.IsInternal ? JobFlags.Internal : JobFlags.None);
        _state = JobState.Undefined(flags, long.Max(0, options.SpeedBytesPerSecond));
    }

    /// <summary>A job that a store has kept.</summary>
    internal Job(JobLock.Held held, JobEngine engine, StoredJob stored, string? driver, JobGroup group)
    {
        _engine = engine;
        Group = group;
        Id = stored.Definition.Id;
        _type = engine.TypeOfStored(held, stored.Definition.Type);
        IsBlocking = stored.Definition.IsBlocking;
        DriverName = driver;
        Number = stored.Number;
        _createdTicks = stored.Created.UtcTicks;
        MemberIndex = stored.Definition.Member;
        Losses = stored.State.Losses;
        _marks.IsStartRequested = stored.State.IsStartRequested;
        IsLost = (stored.State.Flags & JobFlags.Lost) != 0;
        _marks.IsTakenUp = (stored.State.Flags & JobFlags.TakenUp) != 0;
        _marks.IsNextUp = (stored.State.Flags & JobFlags.NextUp) != 0;
        _marks.IsProvisional = (stored.State.Flags & JobFlags.Provisional) != 0;
        _progress.Set(stored.Progress);
        StoredJobState state = stored.State;
        bool isStarted = (state.Flags & JobFlags.Started) != 0;
        _state = new JobState(
            state.Status,
            (state.Flags & StoredJobState.Kept & ~(JobFlags.Lost | JobFlags.TakenUp | JobFlags.NextUp | JobFlags.Provisional)) | (isStarted ? JobFlags.None : JobFlags.Quiescent),
            ((state.Flags & JobFlags.UserPaused) != 0 ? 1 : 0) + (isStarted ? 0 : 1),
            state.ErrorNumber,
            state.Error,
            state.SpeedBytesPerSecond);
    }

    /// <summary>The id; null for an internal job.</summary>
    public string? Id { get; }

    /// <summary>Number in the store, given once in its life; 0 without a store, and for an internal job.</summary>
    // Read without the lock: it has it before anybody else sees the job.
    public long Number { get; private set; }

    /// <summary>Name under which its driver was registered; null if it wasn't made by name.</summary>
    public string? DriverName { get; }

    /// <summary>When it was made, in whole microseconds UTC, by the clock of the host that made it.</summary>
    public DateTimeOffset Created => new(_createdTicks, TimeSpan.Zero);

    /// <summary>How many times its host was lost while it was at work, or being taken up again.</summary>
    // Read without the lock: as IsLost.
    public int Losses { get; private set; }

    /// <summary>What the job says it is.</summary>
    public JobTypeName Type => _engine.NameOfType(_type);

    /// <summary>What does the work. Null for a job from a store as long as no driver is needed, or can't be made again.</summary>
    // Read without the lock: it is null at first, and then the same for ever.
    public JobDriver? Driver { get; private set; }

    /// <summary>The status just now.</summary>
    public JobStatus Status => Snapshot().Status;

    /// <summary>How far the job is.</summary>
    public JobProgress Progress => _progress.Read();

    /// <summary>Completes when the job has concluded, with its result, and that is durable; never fails. Is cancelled if this host won't see it: the job is left to the next one, or the store is lost.</summary>
    public Task<JobResult> Completion => _engine.CompletionOf(this);

    internal JobEngine Engine => _engine;

    internal JobGroup Group { get; }

    /// <summary>Its place in its group. Without the lock, too: it has it before anybody else sees the job.</summary>
    internal int MemberIndex { get; private set; }

    internal bool IsBlocking { get; }

    /// <summary>A host was lost while the job was at work, and no driver has gone on with it since, up to this host's. Without the lock, too: it changes while the store is taken up only.</summary>
    internal bool IsLost { get; private set; }

    /// <summary>What its driver runs in, once it has begun or is told to. Without the lock it may not be there yet, and never goes.</summary>
    internal JobRun? Run => _run;

    internal ref JobProgressCell ProgressCell => ref _progress;

    /// <summary>Flags at some recent instant, without the lock.</summary>
    internal JobFlags CurrentFlags => _state.Flags;

    /// <summary>As <see cref="CurrentFlags"/>.</summary>
    internal JobStatus CurrentStatus => _state.Status;

    /// <summary>As <see cref="CurrentFlags"/>.</summary>
    internal long CurrentSpeed => _state.SpeedBytesPerSecond;

    /// <summary>The whole state at one instant.</summary>
    public JobState Snapshot() => _engine.StateOf(this);

    /// <summary>The arguments that it was made with, as its store has them; also of a job that a host before this one has made or ended, and that has no driver.</summary>
    /// <typeparam name="T">Their type, of a QAPI schema.</typeparam>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null without a store, of a job that wasn't made by a driver's name, and of one that is gone.</returns>
    /// <exception cref="WireFormatException">They aren't of this type.</exception>
    /// <exception cref="JobStoreException">The store can't read them.</exception>
    public async ValueTask<T?> ReadArgumentsAsync<T>(CancellationToken cancellationToken = default)
        where T : class, IWireCodec<T> =>
        await _engine.ReadBodiesAsync(this, cancellationToken).ConfigureAwait(false) is { Arguments.IsEmpty: false } bodies
            ? WireJson.Deserialize<T>(bodies.Arguments.Span, WireMode.Lenient)
            : null;

    /// <summary>The newest checkpoint, as the store has it, so that what a driver has found out can be told after its end; see <see cref="ReadArgumentsAsync"/>.</summary>
    /// <typeparam name="T">Its type, of a QAPI schema.</typeparam>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null if none was saved, without a store, and of a job that is gone.</returns>
    /// <exception cref="WireFormatException">It isn't of this type.</exception>
    /// <exception cref="JobStoreException">The store can't read it.</exception>
    public async ValueTask<T?> ReadCheckpointAsync<T>(CancellationToken cancellationToken = default)
        where T : class, IWireCodec<T> =>
        await _engine.ReadBodiesAsync(this, cancellationToken).ConfigureAwait(false) is { Checkpoint: { } checkpoint } && !JobRun.IsNone(checkpoint)
            ? WireJson.Deserialize<T>(checkpoint.Span, WireMode.Lenient)
            : null;

    /// <summary>Starts the job, or has it stand in line if too many are at work; does nothing if it was started or has ended.</summary>
    public ValueTask StartAsync() => _engine.StartAsync([this]);

    /// <summary>Cancels the job.</summary>
    /// <param name="force">False asks the driver to finish in a consistent state soon, if it knows how to (jobs spec 9).</param>
    /// <param name="cancellationToken">Gives up waiting for the transaction's hooks; nothing has happened then.</param>
    /// <exception cref="Runtime.Messages.QmpErrorException">The status doesn't allow it; or soft, and paused by the user.</exception>
    public ValueTask CancelAsync(bool force = true, CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(this, JobVerb.Cancel, JobInput.Cancel(force), null, cancellationToken);

    /// <summary>Pauses the job as the user.</summary>
    /// <exception cref="Runtime.Messages.QmpErrorException">The status doesn't allow it, or the user has paused it already.</exception>
    public ValueTask PauseAsync(CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(this, JobVerb.Pause, JobInputKind.Pause, null, cancellationToken);

    /// <summary>Takes the user's pause back.</summary>
    /// <exception cref="Runtime.Messages.QmpErrorException">The user hasn't paused it, or the status doesn't allow it.</exception>
    public ValueTask ResumeAsync(CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(this, JobVerb.Resume, JobInputKind.Resume, null, cancellationToken);

    /// <summary>Asks a ready job to end in success.</summary>
    /// <exception cref="Runtime.Messages.QmpErrorException">The status or the driver doesn't allow it.</exception>
    public ValueTask CompleteAsync(CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(this, JobVerb.Complete, JobInputKind.Complete, null, cancellationToken);

    /// <summary>Finalizes the transaction of a pending job.</summary>
    /// <exception cref="Runtime.Messages.QmpErrorException">The status doesn't allow it.</exception>
    public ValueTask FinalizeAsync(CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(this, JobVerb.Finalize, JobInputKind.Finalize, null, cancellationToken);

    /// <summary>Removes a concluded job.</summary>
    /// <exception cref="Runtime.Messages.QmpErrorException">The status doesn't allow it.</exception>
    public ValueTask DismissAsync(CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(this, JobVerb.Dismiss, JobInputKind.Dismiss, null, cancellationToken);

    /// <summary>Sets the speed limit.</summary>
    /// <param name="bytesPerSecond">The new limit; 0 is unlimited.</param>
    /// <param name="cancellationToken">Gives up waiting for the transaction's hooks; nothing has happened then.</param>
    /// <exception cref="Runtime.Messages.QmpErrorException">The status doesn't allow it, or it is negative.</exception>
    public ValueTask SetSpeedAsync(long bytesPerSecond, CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(this, JobVerb.SetSpeed, JobInput.SetSpeed(bytesPerSecond), null, cancellationToken);

    /// <summary>Adds a pause that is not the user's; such pauses nest (jobs spec 7.4).</summary>
    public void AddPause() => _engine.Tell(this, JobInputKind.AddPause);

    /// <summary>Takes back a pause made by <see cref="AddPause"/>.</summary>
    /// <exception cref="System.InvalidOperationException">There is none.</exception>
    public void RemovePause() => _engine.Tell(this, JobInputKind.RemovePause);

    /// <summary>Takes back a job that was made and not started: it goes from created to null.</summary>
    /// <exception cref="System.InvalidOperationException">It was started, or is gone.</exception>
    public ValueTask GiveUpAsync() => _engine.GiveUpAsync(this);
}
