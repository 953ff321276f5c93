using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Engine;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs;

/// <summary>Background jobs that behave as QEMU's do: made from code, steered from code or over QMP.</summary>
/// <remarks>
/// Every member may be used from any thread, by any number at once. Verbs and ends of jobs are atomic with respect to each other;
/// events are told in the order of the transitions, and those that a call causes by itself before it completes.
/// Source: jobs spec.
/// </remarks>
public sealed class JobManager : IJobCommands, IAsyncDisposable
{
    private readonly JobEngine _engine;
    private readonly JobManagerOptions _options;
    private readonly JobEnding _ending;

    /// <summary>Makes a manager without jobs.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    public JobManager(JobManagerOptions? options = null)
    {
        _options = options ?? new JobManagerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxRunningJobs, 1, nameof(options));
        CheckTime(_options.ShutdownTimeout);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.ShutdownPatience, TimeSpan.Zero, nameof(JobManagerOptions.ShutdownPatience));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.ShutdownPatience, JobEnding.Longest, nameof(JobManagerOptions.ShutdownPatience));
        foreach (string name in _options.Drivers.Names)
        {
            if (StoredText.Clean(name) != name)
            {
                throw new ArgumentException("A driver's name that can be kept has neither U+0000 nor half a surrogate pair, and isn't endless.", nameof(options));
            }
        }

        _engine = new JobEngine(_options);
        _ending = new JobEnding(_engine, _options);
    }

    /// <summary>Makes a manager and opens its store: the jobs in it are there, those that were at work go on from their checkpoints, as if they had been paused.</summary>
    /// <param name="options">Settings, with a <see cref="JobManagerOptions.Store"/> or without.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobStoreException">The store can't be opened, is damaged, or was written by a newer version.</exception>
    public static async Task<JobManager> OpenAsync(JobManagerOptions options, CancellationToken cancellationToken = default)
    {
        var manager = new JobManager(options);
        try
        {
            await manager.OpenAsync(cancellationToken).ConfigureAwait(false);
            return manager;
        }
        catch
        {
            await manager.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens the store, if there is one; once, before jobs are made. Sinks that are there already are told of what is taken up.</summary>
    /// <inheritdoc cref="OpenAsync(JobManagerOptions, CancellationToken)"/>
    public ValueTask OpenAsync(CancellationToken cancellationToken = default) =>
        _options.Store is { } store ? _engine.OpenAsync(store, _options.Drivers, cancellationToken) : default;

    /// <summary>The owner's epoch; 0 without a store, or before it is open.</summary>
    public long Epoch => _engine.Epoch;

    /// <summary>What keeps the store from writing just now; null while it can, and without one.</summary>
    public JobStoreTrouble? StoreTrouble => _engine.Store?.Trouble;

    /// <summary>Is cancelled when another host has opened the store, or the store is gone: this one's drivers stop, and it refuses all commands.</summary>
    public CancellationToken OwnershipLost => _engine.Store?.OwnershipLost ?? CancellationToken.None;

    /// <summary>Why nothing can be kept any more, once <see cref="OwnershipLost"/> is cancelled; null before, and without a store.</summary>
    public Exception? StoreLoss => _engine.StoreLoss;

    /// <summary>Completes when everything that has happened up to now is durable, and told to the sinks. What this object's other members tell may be ahead of it.</summary>
    /// <exception cref="Runtime.Messages.QmpErrorException">The store is lost.</exception>
    public ValueTask WhenDurableAsync() => _engine.WhenDurableAsync();

    /// <summary>How many jobs there are, internal and concluded ones included.</summary>
    public int Count => _engine.Count;

    /// <summary>The types that jobs can be of.</summary>
    public WireEnum JobTypes => _engine.Types;

    /// <summary>Makes a job, and doesn't start it.</summary>
    /// <exception cref="Runtime.Messages.QmpErrorException">The id is ill-formed or taken, the type is none of <see cref="JobTypes"/>, the speed is negative, or the manager is shutting down.</exception>
    public ValueTask<Job> CreateAsync(JobDriver driver, JobOptions options)
    {
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentNullException.ThrowIfNull(options);
        return _engine.CreateAsync(driver, options, GroupOf(options), default, starts: false);
    }

    /// <summary>Makes a job by the registered name of its driver, and doesn't start it. With a store it can go on in the next host.</summary>
    /// <typeparam name="TArguments">The arguments as they were registered.</typeparam>
    /// <param name="driver">The name in <see cref="JobManagerOptions.Drivers"/>.</param>
    /// <param name="arguments">What the driver is made from, now and later.</param>
    /// <param name="options">What is chosen for the job.</param>
    /// <exception cref="Runtime.Messages.QmpErrorException">The id is ill-formed or taken, the type is none of <see cref="JobTypes"/>, the speed is negative, or the manager is shutting down.</exception>
    /// <exception cref="ArgumentException">There is no such driver, it has other arguments, or they are larger than 64 MiB, which no store keeps.</exception>
    public ValueTask<Job> CreateAsync<TArguments>(string driver, TArguments arguments, JobOptions options)
        where TArguments : IWireCodec<TArguments> => MakeAsync(driver, arguments, options, starts: false);

    /// <summary>Makes a job and starts it, or has it stand in line if <see cref="JobManagerOptions.MaxRunningJobs"/> are at work.</summary>
    /// <inheritdoc cref="CreateAsync"/>
    public ValueTask<Job> StartAsync(JobDriver driver, JobOptions options)
    {
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentNullException.ThrowIfNull(options);
        return _engine.CreateAsync(driver, options, GroupOf(options), default, starts: true);
    }

    /// <summary>Makes a job by the registered name of its driver and starts it, or has it stand in line.</summary>
    /// <inheritdoc cref="CreateAsync{TArguments}"/>
    public ValueTask<Job> StartAsync<TArguments>(string driver, TArguments arguments, JobOptions options)
        where TArguments : IWireCodec<TArguments> => MakeAsync(driver, arguments, options, starts: true);

    /// <summary>Makes a job by the registered name of its driver from arguments as they are kept: for those who carry the making of jobs from one host to another.</summary>
    /// <param name="driver">The name in <see cref="JobManagerOptions.Drivers"/>.</param>
    /// <param name="arguments">JSON of the driver's arguments.</param>
    /// <param name="options">What is chosen for the job.</param>
    /// <param name="starts">Whether it is started at once.</param>
    /// <exception cref="Runtime.Messages.QmpErrorException">The id is ill-formed or taken, the type is none of <see cref="JobTypes"/>, the speed is negative, or the manager is shutting down.</exception>
    /// <exception cref="ArgumentException">There is no such driver.</exception>
    /// <exception cref="WireFormatException">The arguments aren't the driver's.</exception>
    public ValueTask<Job> CreateFromJsonAsync(string driver, ReadOnlyMemory<byte> arguments, JobOptions options, bool starts) =>
        MakeFromJsonAsync(driver, arguments, options, starts, note: null);

    /// <summary>Commands that leave a note in the store, in one piece with the first thing that each of them changes: for those who have to know, later and in another host, which they were.</summary>
    /// <param name="note">The note. Without a store it goes nowhere.</param>
    /// <exception cref="ArgumentException">The note is none that every store can keep, see <see cref="StoredNote"/>.</exception>
    public JobNotedCommands Noting(StoredNote note)
    {
        StoredNote.Require(note);
        return new JobNotedCommands(this, _engine, note);
    }

    /// <summary>Leaves a note in the store by itself, or takes it back; completes when that is durable.</summary>
    /// <exception cref="Runtime.Messages.QmpErrorException">The store isn't open (any more), or there is none.</exception>
    /// <exception cref="ArgumentException">The note is none that every store can keep, see <see cref="StoredNote"/>.</exception>
    public ValueTask NoteAsync(StoredNote note)
    {
        StoredNote.Require(note);
        return _engine.NoteAsync(note);
    }

    /// <summary>Begins a group of jobs that are made all or none, and then succeed all or none.</summary>
    public JobTransaction BeginTransaction() => new(this, _engine);

    /// <summary>The job with an id; null if there is none.</summary>
    public Job? Find(string id) => _engine.Find(id);

    /// <summary>All jobs with an id, newest first, as they are at one instant.</summary>
    public IReadOnlyList<JobDescription> Describe() => _engine.Describe();

    /// <summary>Some of the jobs with an id, newest first, as they are at one instant. Costs what the page has, however many jobs there are.</summary>
    /// <param name="after">The id of the job after which the page begins; null for the newest.</param>
    /// <param name="count">At most so many, from 1.</param>
    /// <returns>The page; null if there is no job of the id <paramref name="after"/>.</returns>
    public IReadOnlyList<JobPageEntry>? DescribePage(string? after, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _engine.DescribePage(after, count);
    }

    /// <summary>Has a sink told of every transition from now on.</summary>
    public void AddSink(IJobEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        _engine.Attach(sink);
    }

    /// <summary>Takes a sink back; it may be told once more if it is being told just now.</summary>
    public void RemoveSink(IJobEventSink sink) => _engine.Detach(sink);

    /// <summary>Watches the transitions from now on.</summary>
    /// <param name="capacity">How many are kept for a reader that is slow, from 2.</param>
    public JobWatcher Watch(int capacity = 1024)
    {
        var watcher = new JobWatcher(capacity, _engine.Detach);
        _engine.Attach(watcher);
        return watcher;
    }

    /// <inheritdoc/>
    public ValueTask JobPauseAsync(string id, CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(id, JobVerb.Pause, JobInputKind.Pause, null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask JobResumeAsync(string id, CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(id, JobVerb.Resume, JobInputKind.Resume, null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask JobCancelAsync(string id, CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(id, JobVerb.Cancel, JobInput.Cancel(force: true), null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask JobCompleteAsync(string id, CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(id, JobVerb.Complete, JobInputKind.Complete, null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask JobDismissAsync(string id, CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(id, JobVerb.Dismiss, JobInputKind.Dismiss, null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask JobFinalizeAsync(string id, CancellationToken cancellationToken = default) =>
        _engine.VerbAsync(id, JobVerb.Finalize, JobInputKind.Finalize, null, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>
    /// The jobs as they were when it was called, given once sinks have been told of that, and once it is durable if there is a store. It may be older than events that come
    /// meanwhile; never newer than what survives, and never older than an event that was sent before the call. A sink that waits for it waits for itself.
    /// </remarks>
    public ValueTask<IReadOnlyList<JobInfo>> QueryJobsAsync(CancellationToken cancellationToken = default)
    {
        List<JobInfo> jobs = _engine.Query();

        // A client that finds a job gone has to have been told how it ended.
        ValueTask told = _engine.WhenDurableAsync();
        return told.IsCompletedSuccessfully ? new(jobs) : GiveAsync(jobs, told);
    }

    /// <summary>Ends the manager: no more jobs are made, and those that are there come to their end.</summary>
    /// <param name="mode">How.</param>
    /// <param name="cancellationToken">Gives up waiting; jobs that don't end stay.</param>
    public ValueTask ShutdownAsync(JobShutdownMode mode, CancellationToken cancellationToken = default)
    {
        _engine.Close();
        ValueTask ending = mode switch
        {
            JobShutdownMode.Wait => _engine.WaitForAllAsync(cancellationToken),
            JobShutdownMode.Leave when _engine.Store is not null => _engine.SuspendAsync(_options.ShutdownPatience, cancellationToken),
            _ => _engine.CancelAllAsync(_options.ShutdownPatience, cancellationToken),
        };

        // A hook that never ends knows nothing of the token.
        return ending.IsCompleted || !cancellationToken.CanBeCanceled ? ending : new ValueTask(ending.AsTask().WaitAsync(cancellationToken));
    }

    /// <summary>
    /// Ends the manager as <see cref="JobManagerOptions.ShutdownMode"/> says, in the time that <see cref="JobManagerOptions.ShutdownTimeout"/> gives; jobs that
    /// haven't ended then are given up and logged by their ids. A store is closed, for the next host; what it has can be read until the manager is disposed of.
    /// It is done once: further calls wait for the same end.
    /// </summary>
    /// <param name="cancellationToken">Gives up sooner what is left; that is logged, too, and no exception.</param>
    public ValueTask ShutdownAsync(CancellationToken cancellationToken) => new(_ending.RunAsync(cancellationToken));

    /// <summary>Ends the manager, see <see cref="ShutdownAsync(CancellationToken)"/>, and disposes of its store.</summary>
    public ValueTask DisposeAsync() => new(_ending.DisposeAsync());

    private static void CheckTime(TimeSpan? time)
    {
        if (time is { } some && some != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(some, TimeSpan.Zero, nameof(JobManagerOptions.ShutdownTimeout));
        }
    }

    private static async ValueTask<IReadOnlyList<JobInfo>> GiveAsync(List<JobInfo> jobs, ValueTask told)
    {
        await told.ConfigureAwait(false);
        return jobs;
    }

    internal ValueTask<Job> MakeFromJsonAsync(string driver, ReadOnlyMemory<byte> arguments, JobOptions options, bool starts, StoredNote? note)
    {
        ArgumentNullException.ThrowIfNull(options);
        JobDriver made = _options.Drivers.Make(driver, arguments.Span);
        JobOrigin origin = OriginOf(driver, _options.Store is null ? default : arguments.ToArray());
        return _engine.CreateAsync(made, options, GroupOf(options), origin, starts, note);
    }

    internal ValueTask StartGroupFromJsonAsync(IReadOnlyList<JobGroupMember> members, StoredNote? note)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count is 0 or > Core.JobTransactionCore.MaxMembers)
        {
            throw new ArgumentException($"A group has 1 to {Core.JobTransactionCore.MaxMembers} members.", nameof(members));
        }

        var made = new List<JobMember>(members.Count);
        foreach ((string driver, ReadOnlyMemory<byte> arguments, JobOptions options) in members)
        {
            if (options is { IsInternal: true } or { Transaction: not null } or { IfExists: JobIfExists.Attach })
            {
                throw new ArgumentException("A job that is made with its group isn't internal, in a transaction, or one that may be there already.", nameof(members));
            }

            made.Add(new JobMember(_options.Drivers.Make(driver, arguments.Span), options, OriginOf(driver, _options.Store is null ? default : arguments.ToArray())));
        }

        return _engine.StartGroupAsync(made, note);
    }

    private JobGroup GroupOf(JobOptions options) => options.Transaction?.GroupIn(_engine) ?? new JobGroup();

    private JobOrigin OriginOf(string driver, ReadOnlyMemory<byte> arguments) => arguments.Length <= StoredText.MaxBodyLength
        ? new JobOrigin(_options.Drivers.NameOf(driver), arguments)
        : throw new ArgumentException($"Arguments of {arguments.Length} bytes can't be kept; {StoredText.MaxBodyLength} can.", nameof(arguments));

    private ValueTask<Job> MakeAsync<TArguments>(string driver, TArguments arguments, JobOptions options, bool starts)
        where TArguments : IWireCodec<TArguments>
    {
        ArgumentNullException.ThrowIfNull(options);
        JobDriver made = _options.Drivers.Make(driver, arguments);
        JobOrigin origin = OriginOf(driver, _options.Store is null ? default : WireJson.Serialize(arguments));
        return _engine.CreateAsync(made, options, GroupOf(options), origin, starts);
    }
}
