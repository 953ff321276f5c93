using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Orleans;

/// <summary>Jobs that are made and started together, and then succeed all or fail all, as those of a <see cref="JobTransaction"/> on one host: <see cref="JobCluster.BeginGroup"/>.</summary>
/// <remarks>Nothing is made before <see cref="StartAsync"/>, which makes all or none. They are on one node, whatever their ids. For one thread at a time.</remarks>
public sealed class JobClusterGroup
{
    private readonly Func<ShardRequest, CancellationToken, ValueTask> _do;
    private readonly List<ShardMember> _members = [];
    private bool _isOver;

    internal JobClusterGroup(string name, Func<ShardRequest, CancellationToken, ValueTask> @do) => (Name, _do) = (name, @do);

    /// <summary>The name, which says where the group is.</summary>
    public string Name { get; }

    /// <summary>Adds a job by the registered name of its driver.</summary>
    /// <typeparam name="TArguments">The arguments as they were registered.</typeparam>
    /// <param name="driver">The name; the driver is registered on every node.</param>
    /// <param name="arguments">What the driver is made from, wherever it runs.</param>
    /// <param name="options">What is chosen for the job. It needs an id.</param>
    /// <returns>The group.</returns>
    /// <exception cref="QmpErrorException">There is no id.</exception>
    /// <exception cref="NotSupportedException">The job is internal, in a transaction, bound to a node, or may be there already.</exception>
    /// <exception cref="InvalidOperationException">The group was started.</exception>
    public JobClusterGroup Add<TArguments>(string driver, TArguments arguments, JobOptions options)
        where TArguments : IWireCodec<TArguments>
    {
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentNullException.ThrowIfNull(options);
        RequireNotStarted();
        if (options.Node is not null || options.IfExists == JobIfExists.Attach)
        {
            throw new NotSupportedException("A job of a group can't be bound to a node, and can't be one that is there already.");
        }

        _members.Add(new ShardMember(JobCluster.IdOf(options), options.SpeedBytesPerSecond, JobCluster.CreationOf(driver, arguments, options, starts: true)));
        return this;
    }

    /// <summary>Makes the jobs and starts them, in one piece. Once.</summary>
    /// <param name="cancellationToken">Gives up waiting; they may be made all the same.</param>
    /// <exception cref="QmpErrorException">
    /// There is no job in the group, an id is ill-formed or taken, a speed is negative, there is no such driver: then none of them is made. Or whether they were made is unknown: then all are, or none.
    /// </exception>
    /// <exception cref="InvalidOperationException">The group was started.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        RequireNotStarted();
        if (_members.Count == 0)
        {
            throw new QmpErrorException($"There is no job in group '{Name}'");
        }

        _isOver = true;
        await _do(new ShardRequest { Verb = ShardVerb.CreateGroup, Id = Name, Members = [.. _members] }, cancellationToken).ConfigureAwait(false);
    }

    private void RequireNotStarted()
    {
        if (_isOver)
        {
            throw new InvalidOperationException("The group was started.");
        }
    }
}
