using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Engine;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs;

/// <summary>Commands for jobs that leave a note in the store: <see cref="JobManager.Noting"/>.</summary>
/// <remarks>
/// The note is kept with the first thing that the command changes; <c>job-finalize</c> may change nothing before hooks have run, and is noted when it is done. A
/// command that is refused leaves none.
/// </remarks>
public sealed class JobNotedCommands
{
    private readonly JobManager _jobs;
    private readonly JobEngine _engine;
    private readonly StoredNote _note;

    internal JobNotedCommands(JobManager jobs, JobEngine engine, StoredNote note) => (_jobs, _engine, _note) = (jobs, engine, note);

    /// <inheritdoc cref="JobManager.CreateFromJsonAsync"/>
    public ValueTask<Job> CreateFromJsonAsync(string driver, ReadOnlyMemory<byte> arguments, JobOptions options, bool starts) =>
        _jobs.MakeFromJsonAsync(driver, arguments, options, starts, _note);

    /// <summary>
    /// Makes the jobs of a group by the registered names of their drivers, and starts them: all or none, also in the store. They then succeed all or fail all, as in a
    /// <see cref="JobTransaction"/>.
    /// </summary>
    /// <param name="members">The jobs, oldest first, 1 to 65,536. They have ids, and none of them attaches to one that is there.</param>
    /// <exception cref="Runtime.Messages.QmpErrorException">An id is ill-formed or taken, a speed is negative, or the manager is shutting down.</exception>
    /// <exception cref="ArgumentException">There is no such driver; there is no member, or too many; one is internal, in a transaction, or attaches.</exception>
    /// <exception cref="Runtime.Wire.WireFormatException">Arguments aren't the driver's.</exception>
    public ValueTask StartGroupFromJsonAsync(IReadOnlyList<JobGroupMember> members) => _jobs.StartGroupFromJsonAsync(members, _note);

    /// <inheritdoc cref="JobManager.JobPauseAsync"/>
    public ValueTask JobPauseAsync(string id, CancellationToken cancellationToken = default) => DoAsync(id, JobVerb.Pause, JobInputKind.Pause, cancellationToken);

    /// <inheritdoc cref="JobManager.JobResumeAsync"/>
    public ValueTask JobResumeAsync(string id, CancellationToken cancellationToken = default) => DoAsync(id, JobVerb.Resume, JobInputKind.Resume, cancellationToken);

    /// <inheritdoc cref="JobManager.JobCancelAsync"/>
    public ValueTask JobCancelAsync(string id, CancellationToken cancellationToken = default) =>
        DoAsync(id, JobVerb.Cancel, JobInput.Cancel(force: true), cancellationToken);

    /// <inheritdoc cref="JobManager.JobCompleteAsync"/>
    public ValueTask JobCompleteAsync(string id, CancellationToken cancellationToken = default) => DoAsync(id, JobVerb.Complete, JobInputKind.Complete, cancellationToken);

    /// <inheritdoc cref="JobManager.JobDismissAsync"/>
    public ValueTask JobDismissAsync(string id, CancellationToken cancellationToken = default) => DoAsync(id, JobVerb.Dismiss, JobInputKind.Dismiss, cancellationToken);

    /// <inheritdoc cref="JobManager.JobFinalizeAsync"/>
    public ValueTask JobFinalizeAsync(string id, CancellationToken cancellationToken = default) => DoAsync(id, JobVerb.Finalize, JobInputKind.Finalize, cancellationToken);

    /// <summary>Sets the speed limit of a job.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="bytesPerSecond">The new limit; 0 is unlimited.</param>
    /// <param name="cancellationToken">Gives up waiting for the transaction's hooks; nothing has happened then.</param>
    /// <exception cref="Runtime.Messages.QmpErrorException">There is no such job, its status doesn't allow it, or the speed is negative.</exception>
    public ValueTask SetSpeedAsync(string id, long bytesPerSecond, CancellationToken cancellationToken = default) =>
        DoAsync(id, JobVerb.SetSpeed, JobInput.SetSpeed(bytesPerSecond), cancellationToken);

    private ValueTask DoAsync(string id, JobVerb verb, in JobInput input, CancellationToken cancellationToken) => _engine.VerbAsync(id, verb, input, _note, cancellationToken);
}

/// <summary>A job of a group that is made in one piece: <see cref="JobNotedCommands.StartGroupFromJsonAsync"/>.</summary>
/// <param name="Driver">The name in <see cref="JobManagerOptions.Drivers"/>.</param>
/// <param name="Arguments">JSON of the driver's arguments.</param>
/// <param name="Options">What is chosen for the job.</param>
public readonly record struct JobGroupMember(string Driver, ReadOnlyMemory<byte> Arguments, JobOptions Options);
