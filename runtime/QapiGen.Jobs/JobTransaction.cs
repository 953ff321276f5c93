using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Engine;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs;

/// <summary>A scope in which a group of jobs is made: either all of them are started, or none remains.</summary>
/// <remarks>
/// Members wait for each other when their work has ended well, and all succeed or all fail. Leaving the scope without
/// <see cref="StartAsync"/> takes back what was made, newest first. For one thread at a time. Source: jobs spec 5.5, 10.6 and 22.
/// </remarks>
public sealed class JobTransaction : IAsyncDisposable
{
    private readonly JobManager _manager;
    private readonly JobEngine _engine;
    private readonly JobGroup _group = new();
    private readonly List<Job> _jobs = [];
    private bool _isOver;

    internal JobTransaction(JobManager manager, JobEngine engine)
    {
        _manager = manager;
        _engine = engine;
    }

    /// <summary>The members made so far, oldest first.</summary>
    public IReadOnlyList<Job> Jobs => _jobs;

    /// <summary>Makes a member.</summary>
    /// <exception cref="QmpErrorException">As <see cref="JobManager.CreateAsync"/>; leave the scope then.</exception>
    /// <exception cref="InvalidOperationException">The scope is over.</exception>
    public async ValueTask<Job> CreateAsync(JobDriver driver, JobOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectDisposedException.ThrowIf(_isOver, this);
        Job job = await _manager.CreateAsync(driver, options with { Transaction = this }).ConfigureAwait(false);
        _jobs.Add(job);
        return job;
    }

    /// <summary>Makes a member by the registered name of its driver, see <see cref="JobManager.CreateAsync{TArguments}"/>.</summary>
    /// <exception cref="QmpErrorException">As <see cref="JobManager.CreateAsync{TArguments}"/>; leave the scope then.</exception>
    /// <exception cref="InvalidOperationException">The scope is over.</exception>
    public async ValueTask<Job> CreateAsync<TArguments>(string driver, TArguments arguments, JobOptions options)
        where TArguments : IWireCodec<TArguments>
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectDisposedException.ThrowIf(_isOver, this);
        Job job = await _manager.CreateAsync(driver, arguments, options with { Transaction = this }).ConfigureAwait(false);
        _jobs.Add(job);
        return job;
    }

    /// <summary>Starts all members, oldest first, in one piece.</summary>
    /// <exception cref="InvalidOperationException">The scope is over.</exception>
    public ValueTask StartAsync()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        _isOver = true;
        return _engine.StartAsync([.. _jobs]);
    }

    /// <summary>Takes back all members, unless they were started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        for (int i = _jobs.Count - 1; i >= 0; i--)
        {
            try
            {
                await _jobs[i].CancelAsync().ConfigureAwait(false);
            }
            catch (QmpErrorException)
            {
                // Gone with the first of them, or cancelled by somebody else.
            }
        }
    }

    internal JobGroup GroupIn(JobEngine engine) =>
        engine == _engine ? _group : throw new InvalidOperationException("The transaction belongs to another manager.");
}
