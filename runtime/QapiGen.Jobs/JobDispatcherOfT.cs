using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs;

/// <summary>Runs the job commands of a host's own <c>job.json</c>: more job types, more members in <c>JobInfo</c>.</summary>
/// <typeparam name="TInfo">The <c>JobInfo</c> that was generated from it.</typeparam>
/// <remarks>Works by the names on the wire. Beside it, <see cref="Events.JobStatusChangeSender"/> sends the events.</remarks>
/// <example><code>
/// new JobDispatcher&lt;Host.JobInfo&gt;(jobs, Host.JobModule.Instance, async (job, token) =&gt; new Host.JobInfo
/// {
///     Id = job.Id,
///     Type = job.TypeAs&lt;Host.JobType&gt;(Host.JobTypeCodec.Table),
///     Status = job.StatusAs&lt;Host.JobStatus&gt;(Host.JobStatusCodec.Table),
///     CurrentProgress = job.Progress.Current,
///     TotalProgress = job.Progress.Total,
///     Error = job.Error,
///     Label = (await job.Job.ReadArgumentsAsync&lt;Host.FilmArguments&gt;(token))?.Label,
///     Started = job.Created.ToUnixTimeSeconds(),
/// });
/// </code></example>
public sealed class JobDispatcher<TInfo> : QmpDispatcher
    where TInfo : IWireWritable<TInfo>
{
    private static readonly string[] s_names = [.. JobModule.Instance.Commands.Select(command => command.Name)];

    private readonly IJobCommands _jobs;
    private readonly Func<CancellationToken, ValueTask<IReadOnlyList<TInfo>>>? _query;
    private readonly Func<CancellationToken, IAsyncEnumerable<TInfo>>? _stream;
    private readonly int[] _commands;

    /// <summary>Makes a dispatcher.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="module">The host's module: <c>Host.JobModule.Instance</c>.</param>
    /// <param name="describe">Makes what <c>query-jobs</c> answers for a job. Called without a lock.</param>
    /// <exception cref="ArgumentException">
    /// The module has a command that this doesn't know; put it into another module. Or its <c>JobType</c> has other values than <see cref="JobManagerOptions.JobTypes"/>.
    /// </exception>
    public JobDispatcher(JobManager jobs, QmpModule module, Func<JobDescription, TInfo> describe)
        : this(jobs, module, implementation: jobs)
    {
        _query = QueryOf(jobs, describe);
        CheckTypes(jobs, module);
    }

    /// <summary>Makes a dispatcher whose answers have to be read from somewhere, such as arguments and checkpoints from the store of the jobs.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="module">The host's module: <c>Host.JobModule.Instance</c>.</param>
    /// <param name="describe">Makes what <c>query-jobs</c> answers for a job, one after the other. Called without a lock.</param>
    /// <exception cref="ArgumentException">
    /// The module has a command that this doesn't know; put it into another module. Or its <c>JobType</c> has other values than <see cref="JobManagerOptions.JobTypes"/>.
    /// </exception>
    public JobDispatcher(JobManager jobs, QmpModule module, Func<JobDescription, CancellationToken, ValueTask<TInfo>> describe)
        : this(jobs, module, implementation: jobs)
    {
        _query = QueryOf(jobs, describe);
        CheckTypes(jobs, module);
    }

    /// <summary>Makes a dispatcher for jobs that something else than a <see cref="JobManager"/> runs, such as a cluster.</summary>
    /// <param name="jobs">Carries out all commands but <c>query-jobs</c>.</param>
    /// <param name="module">The host's module: <c>Host.JobModule.Instance</c>.</param>
    /// <param name="query">Answers <c>query-jobs</c>.</param>
    /// <exception cref="ArgumentException">The module has a command that this doesn't know; put it into another module.</exception>
    public JobDispatcher(IJobCommands jobs, QmpModule module, Func<CancellationToken, ValueTask<IReadOnlyList<TInfo>>> query)
        : this(jobs, module, implementation: null)
    {
        ArgumentNullException.ThrowIfNull(query);
        _query = query;
    }

    /// <summary>Makes a dispatcher for jobs that something else runs, and that come one by one when they are asked for: so many that they aren't to be gathered first.</summary>
    /// <param name="jobs">Carries out all commands but <c>query-jobs</c>.</param>
    /// <param name="module">The host's module: <c>Host.JobModule.Instance</c>.</param>
    /// <param name="query">Answers <c>query-jobs</c>; if it fails, so does the command.</param>
    /// <exception cref="ArgumentException">The module has a command that this doesn't know; put it into another module.</exception>
    public JobDispatcher(IJobCommands jobs, QmpModule module, Func<CancellationToken, IAsyncEnumerable<TInfo>> query)
        : this(jobs, module, implementation: null)
    {
        ArgumentNullException.ThrowIfNull(query);
        _stream = query;
    }

    private JobDispatcher(IJobCommands jobs, QmpModule module, JobManager? implementation)
        : base(implementation)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(module);
        _jobs = jobs;
        Module = module;
        _commands = [.. module.Commands.Select(command => Array.IndexOf(s_names, command.Name))];
        if (Array.IndexOf(_commands, -1) is >= 0 and int other)
        {
            throw new ArgumentException(
                $"'{module.Commands[other].Name}' of {module.Name} is no command of the job engine; move it into a module with a dispatcher of its own.", nameof(module));
        }
    }

    /// <inheritdoc/>
    public override QmpModule Module { get; }

    /// <inheritdoc/>
    public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken) => _commands[command] switch
    {
        0 => request.ReturnAsync(_jobs.JobPauseAsync(request.ReadArguments<JobPauseArguments>().Id, cancellationToken)),
        1 => request.ReturnAsync(_jobs.JobResumeAsync(request.ReadArguments<JobResumeArguments>().Id, cancellationToken)),
        2 => request.ReturnAsync(_jobs.JobCancelAsync(request.ReadArguments<JobCancelArguments>().Id, cancellationToken)),
        3 => request.ReturnAsync(_jobs.JobCompleteAsync(request.ReadArguments<JobCompleteArguments>().Id, cancellationToken)),
        4 => request.ReturnAsync(_jobs.JobDismissAsync(request.ReadArguments<JobDismissArguments>().Id, cancellationToken)),
        5 => request.ReturnAsync(_jobs.JobFinalizeAsync(request.ReadArguments<JobFinalizeArguments>().Id, cancellationToken)),
        _ => QueryAsync(request, cancellationToken),
    };

    private ValueTask QueryAsync(QmpRequest request, CancellationToken cancellationToken)
    {
        request.ReadArguments<NoData>();
        return _stream is { } stream
            ? request.ReturnListAsync<TInfo, TInfo>(stream(cancellationToken), cancellationToken)
            : request.ReturnAsync<IReadOnlyList<TInfo>, ListWriter<TInfo, TInfo>>(_query!(cancellationToken));
    }

    // No job could have such a type, which the first client that asks for one would find out; or clients would be told of types that the schema doesn't have.
    private static void CheckTypes(JobManager jobs, QmpModule module)
    {
        if (!QmpSchema.FromModules([module]).TryGetType("JobType", out QmpTypeInfo? declared) || declared is not QmpEnumInfo types)
        {
            return;
        }

        string[] names = [.. types.Values.Select(static value => value.Name)];
        string[] lost = [.. names.Except(jobs.JobTypes.Texts)];
        if (lost.Length != 0)
        {
            throw new ArgumentException(
                $"The JobManager knows no jobs of the {Listed(lost)}, which JobType of the module '{module.Name}' has: "
                + $"give {nameof(JobManagerOptions)}.{nameof(JobManagerOptions.JobTypes)} the table of that enum, such as Host.JobTypeCodec.Table; in a host by ConfigureManager(...) of AddQapiJobs.",
                nameof(module));
        }

        string[] foreign = [.. jobs.JobTypes.Texts.Except(names)];
        if (foreign.Length != 0)
        {
            throw new ArgumentException(
                $"JobType of the module '{module.Name}' lacks the {Listed(foreign)}, which jobs of the JobManager may be of: clients would be told of values that its schema doesn't have.", nameof(module));
        }
    }

    private static string Listed(string[] types) => $"type{(types.Length == 1 ? "" : "s")} {string.Join(", ", types.Select(static name => $"'{name}'"))}";

    private static Func<CancellationToken, ValueTask<IReadOnlyList<TInfo>>> QueryOf(JobManager jobs, Func<JobDescription, TInfo> describe)
    {
        ArgumentNullException.ThrowIfNull(describe);
        return async _ =>
        {
            List<TInfo> infos = [.. jobs.Describe().Select(describe)];
            await jobs.WhenDurableAsync().ConfigureAwait(false);
            return infos;
        };
    }

    private static Func<CancellationToken, ValueTask<IReadOnlyList<TInfo>>> QueryOf(JobManager jobs, Func<JobDescription, CancellationToken, ValueTask<TInfo>> describe)
    {
        ArgumentNullException.ThrowIfNull(describe);
        return async cancellationToken =>
        {
            var infos = new List<TInfo>();
            foreach (JobDescription job in jobs.Describe())
            {
                infos.Add(await describe(job, cancellationToken).ConfigureAwait(false));
            }

            await jobs.WhenDurableAsync().ConfigureAwait(false);
            return infos;
        };
    }
}
