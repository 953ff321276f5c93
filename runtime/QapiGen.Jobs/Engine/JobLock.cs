using System;
using System.Diagnostics;
using System.Threading;
using Microsoft.Extensions.Logging;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Engine;

/// <summary>The engine's one lock, and what it guards: nobody gets at that without <see cref="Held"/>, and taking the lock is the only way to one.</summary>
internal sealed class JobLock
{
    private readonly object _gate = new();
    private readonly JobTable _table = new();
    private readonly JobStartLine _startLine;
    private readonly JobOutbox _outbox;
    private readonly JobEngineState _state = new();
    private readonly JobReleases _releases = new();
    private readonly Action? _schedulingPoint;
    private JobJournal? _journal;

    public JobLock(JobManagerOptions options, RunDispatcher dispatcher, ILogger logger, JobTelemetry telemetry)
    {
        _schedulingPoint = options.SchedulingPoint;
        _startLine = new JobStartLine(options.MaxRunningJobs);
        _outbox = new JobOutbox(this, dispatcher, logger, telemetry);
    }

    /// <summary>The store; null if none is open. Needs no lock, as it never changes.</summary>
    public IJobStore? Store => _journal?.Store;

    /// <summary>The owner's epoch; 0 without a store. Needs no lock.</summary>
    public long Epoch => _journal?.Epoch ?? 0;

    /// <summary>See <see cref="JobStoreContent.Identity"/>. Needs no lock.</summary>
    public string? StoreIdentity => _journal?.StoreIdentity;

    /// <summary>How many records wait for the store, at some recent instant. Needs no lock.</summary>
    public long JournalLength => _journal?.Length ?? 0;

    /// <inheritdoc cref="JobEngineState.IsClosed"/>
    public bool IsClosed => _state.IsClosed;

    /// <inheritdoc cref="JobEngineState.IsSuspending"/>
    public bool IsSuspending => _state.IsSuspending;

    /// <inheritdoc cref="JobEngineState.StoreLoss"/>
    public Exception? StoreLoss => _state.StoreLoss;

    /// <inheritdoc cref="JobEngineState.OtherTypes"/>
    public string[] OtherTypes => _state.OtherTypes;

    /// <summary>Takes the lock; <see cref="Held.Exit"/> has to follow.</summary>
    public Held Take()
    {
        _schedulingPoint?.Invoke();
        return Held.Enter(this);
    }

    /// <summary>Says that its owner holds the lock. Can't be kept in a field or over an await; a debug build looks whether it is used after the lock was left, too.</summary>
    public readonly ref struct Held
    {
        private readonly JobLock _lock;

        private Held(JobLock of) => _lock = of;

        public JobTable Table => Guarded._table;

        public JobStartLine StartLine => Guarded._startLine;

        public JobOutbox Outbox => Guarded._outbox;

        public JobEngineState State => Guarded._state;

        public JobReleases Releases => Guarded._releases;

        /// <summary>Null if nothing is kept, or not yet.</summary>
        public JobJournal? Journal => Guarded._journal;

        /// <summary>The journal, as long as something is written in it.</summary>
        public JobJournal? OpenJournal => Journal is { } journal && !journal.IsOver(this) ? journal : null;

        private JobLock Guarded
        {
            get
            {
                Check();
                return _lock;
            }
        }

        /// <summary>Takes the lock: there is no other way to one of these.</summary>
        internal static Held Enter(JobLock of)
        {
            Monitor.Enter(of._gate);
            return new Held(of);
        }

        public void Open(JobJournal journal) => Guarded._journal = journal;

        /// <summary>Leaves the lock.</summary>
        public void Exit() => Monitor.Exit(_lock._gate);

        /// <summary>Whether the lock hasn't been left yet: for who is told of a fault, and not from where.</summary>
        public bool IsEntered => Monitor.IsEntered(_lock._gate);

        /// <summary>In a debug build, whether it is used in time.</summary>
        [Conditional("DEBUG")]
        public void Check()
        {
            if (!IsEntered)
            {
                throw new SynchronizationLockException("The lock was left before.");
            }
        }
    }
}
