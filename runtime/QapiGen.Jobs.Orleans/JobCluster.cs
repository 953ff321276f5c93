using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Diagnostics;
using QapiGen.Jobs.Orleans.Events;
using QapiGen.Jobs.Orleans.Nodes;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Orleans;

/// <summary>The jobs of the cluster, as any of its nodes sees and steers them: what <see cref="JobManager"/> is for one host.</summary>
/// <remarks>
/// <para>
/// A command that is carried out is durable, and the events that it caused have been told on this node, before it completes. The order of events is exact for a
/// job; jobs of different shards have none among each other, and neither has the list of <c>query-jobs</c>.
/// </para>
/// <para>
/// An operation is carried out once, however often it had to be sent: its number is kept with what it did, so that the next owner of the job knows, too. If no owner
/// can be reached for the time of <see cref="Patience"/>, its outcome is unknown: the error says so, and <c>query-jobs</c> tells.
/// </para>
/// </remarks>
public sealed partial class JobCluster : IJobCommands
{
    /// <summary>How many shards the jobs are shared out among; fixed for ever.</summary>
    public const int ShardCount = ShardKey.Count;

    private const string LostNode = "the node that has it was lost";

    /// <summary>How long a reply is waited for before an operation is sent again: a shard says within five seconds that it goes on.</summary>
    private static readonly TimeSpan s_replyTime = TimeSpan.FromSeconds(7);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly ClusterNode _node;
    private readonly NodeEvents _events;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    internal JobCluster(ClusterNode node, NodeEvents events, TimeProvider clock, ILogger<JobCluster> logger) =>
        (_node, _events, _clock, _logger) = (node, events, clock, SafeLogger.For(logger));

    /// <summary>How long an operation is tried while the node that has the job can't be reached, or can't write: longer than it takes until the others have taken its shards up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Completes when this node is a part of the cluster, and its clients are told of what happens from then on.</summary>
    public Task Ready => _node.Ready;

    /// <summary>Makes a job by the registered name of its driver, and doesn't start it.</summary>
    /// <typeparam name="TArguments">The arguments as they were registered.</typeparam>
    /// <param name="driver">The name; the driver is registered on every node.</param>
    /// <param name="arguments">What the driver is made from, wherever it runs.</param>
    /// <param name="options">What is chosen for the job. It needs an id, and can't be in a transaction.</param>
    /// <param name="cancellationToken">Gives up waiting; the job may be made all the same.</param>
    /// <exception cref="QmpErrorException">The id is ill-formed or taken, the speed is negative, there is no such driver, or whether the job was made is unknown.</exception>
    /// <exception cref="NotSupportedException">The job is internal, or in a transaction.</exception>
    public Task CreateAsync<TArguments>(string driver, TArguments arguments, JobOptions options, CancellationToken cancellationToken = default)
        where TArguments : IWireCodec<TArguments> => MakeAsync(driver, arguments, options, starts: false, cancellationToken);

    /// <summary>Makes a job by the registered name of its driver and starts it.</summary>
    /// <inheritdoc cref="CreateAsync{TArguments}"/>
    public Task StartAsync<TArguments>(string driver, TArguments arguments, JobOptions options, CancellationToken cancellationToken = default)
        where TArguments : IWireCodec<TArguments> => MakeAsync(driver, arguments, options, starts: true, cancellationToken);

    /// <summary>Begins a group: jobs that are made all or none, and then succeed all or fail all.</summary>
    /// <param name="name">Any text; it says which shard the group is in, and needn't be unique. Groups of many names are shared out among the nodes.</param>
    public JobClusterGroup BeginGroup(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new JobClusterGroup(name, DoAsync);
    }

    /// <summary>Sets the speed limit of a job.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="bytesPerSecond">The new limit; 0 is unlimited.</param>
    /// <param name="cancellationToken">Gives up waiting; it may be set all the same.</param>
    /// <exception cref="QmpErrorException">There is no such job, its status doesn't allow it, the speed is negative, or the outcome is unknown.</exception>
    public ValueTask SetSpeedAsync(string id, long bytesPerSecond, CancellationToken cancellationToken = default) =>
        DoAsync(new ShardRequest { Verb = ShardVerb.SetSpeed, Id = id, Speed = bytesPerSecond }, cancellationToken);

    /// <summary>
    /// Which store of the database a job is in: what a driver gives as <c>shard</c> when it saves a checkpoint inside a transaction of its own in the jobs' database.
    /// </summary>
    /// <param name="id">The job's id.</param>
    /// <returns>1 to <see cref="ShardCount"/>, to be added to the number that the store's settings have, if they have one.</returns>
    public static int StoreOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return ShardKey.Of(id) + 1;
    }

    /// <summary>Which store of the database the jobs of a group are in, instead of <see cref="StoreOf"/>.</summary>
    /// <param name="name">The group's name.</param>
    /// <returns>1 to <see cref="ShardCount"/>, to be added to the number that the store's settings have, if they have one.</returns>
    public static int StoreOfGroup(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ShardKey.OfGroup(name) + 1;
    }

    /// <summary>Which store of the database the jobs are in that are bound to a node (<see cref="JobOptions.Node"/>), instead of <see cref="StoreOf"/>.</summary>
    /// <param name="node">The node's name.</param>
    /// <returns>Above <see cref="ShardCount"/>, to be added to the number that the store's settings have, if they have one.</returns>
    public static int StoreOfNode(string node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ShardKey.OfNode(node) + 1;
    }

    /// <summary>Asks all shards where they are: those that any node can have, by their number, then those of nodes that jobs are bound to.</summary>
    /// <exception cref="QmpErrorException">Some can't be reached: their node is gone, and they aren't taken up yet.</exception>
    public async Task<IReadOnlyList<JobShardInfo>> QueryShardsAsync(CancellationToken cancellationToken = default)
    {
        await _node.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (int Shard, ShardStatus Status, bool IsSettled)[] shards = await _node.QueryShardsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return [.. shards.Select(static item => new JobShardInfo(item.Shard, item.Status.Node, item.Status.Epoch, item.IsSettled)
            {
                BoundTo = item.Status.BoundTo,
                HeldBecause = item.Status.HeldBecause,
                Losses = item.Status.Losses,
            })];
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new QmpErrorException($"Some shards can't be reached: {exception.Message}", exception);
        }
    }

    /// <summary>Watches the transitions of all jobs from now on.</summary>
    /// <param name="capacity">How many are kept for a reader that is slow, from 2.</param>
    public JobClusterWatcher Watch(int capacity = 1024) => _events.Watch(capacity);

    /// <inheritdoc/>
    public ValueTask JobPauseAsync(string id, CancellationToken cancellationToken = default) => DoAsync(ShardVerb.Pause, id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask JobResumeAsync(string id, CancellationToken cancellationToken = default) => DoAsync(ShardVerb.Resume, id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask JobCancelAsync(string id, CancellationToken cancellationToken = default) => DoAsync(ShardVerb.Cancel, id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask JobCompleteAsync(string id, CancellationToken cancellationToken = default) => DoAsync(ShardVerb.Complete, id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask JobDismissAsync(string id, CancellationToken cancellationToken = default) => DoAsync(ShardVerb.Dismiss, id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask JobFinalizeAsync(string id, CancellationToken cancellationToken = default) => DoAsync(ShardVerb.Finalize, id, cancellationToken);

    private async Task MakeAsync<TArguments>(string driver, TArguments arguments, JobOptions options, bool starts, CancellationToken cancellationToken)
        where TArguments : IWireCodec<TArguments>
    {
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentNullException.ThrowIfNull(options);
        string id = IdOf(options);
        if (options.Node is not null)
        {
            await _node.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!_node.Knows(options.Node))
            {
                throw new QmpErrorException($"There is no node '{options.Node}' that job '{options.Id}' can be bound to; the first job is bound while the node is there");
            }
        }

        await DoAsync(
            new ShardRequest
            {
                Verb = ShardVerb.Create,
                Id = id,
                Speed = options.SpeedBytesPerSecond,
                Creation = CreationOf(driver, arguments, options, starts),
            },
            cancellationToken).ConfigureAwait(false);
    }

    internal static string IdOf(JobOptions options) => options.IsInternal || options.Transaction is not null
        ? throw new NotSupportedException("A job of a cluster can't be internal, and can't be in a transaction; BeginGroup makes groups.")
        : options.Id ?? throw JobErrors.IdNeeded();

    internal static ShardCreation CreationOf<TArguments>(string driver, TArguments arguments, JobOptions options, bool starts)
        where TArguments : IWireCodec<TArguments> => new()
        {
            Driver = driver,
            Arguments = WireJson.Serialize(arguments),
            Type = options.Type.Text,
            AutoFinalize = options.AutoFinalize,
            AutoDismiss = options.AutoDismiss,
            Attaches = options.IfExists == JobIfExists.Attach,
            IsBlocking = options.IsBlocking,
            Starts = starts,
            Node = options.Node,
        };

    private ValueTask DoAsync(ShardVerb verb, string id, CancellationToken cancellationToken) =>
        DoAsync(new ShardRequest { Verb = verb, Id = id }, cancellationToken);

    private async ValueTask DoAsync(ShardRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request.Id);
        await _node.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        ShardFeed feed = _node.FeedOf(ShardKey.Of(request.Id));
        request = request with { Operation = Guid.NewGuid(), Known = feed.Operations, Trace = Activity.Current?.Id };
        long start = _clock.GetTimestamp();
        string why = LostNode;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                ShardReply reply = await SendAsync(feed, request, start, cancellationToken).ConfigureAwait(false);
                ShardFeed told = reply.Shard is { } shard ? _node.FeedOf(shard) : feed;
                told.Note(reply.Operations);
                switch (reply.Outcome)
                {
                    case ShardOutcome.Done:
                        ClusterMetrics.Operation("done");
                        await CatchUpAsync(told, reply.Sequence).ConfigureAwait(false);
                        return;
                    case ShardOutcome.Refused:
                        ClusterMetrics.Operation("refused");
                        await CatchUpAsync(told, reply.Sequence).ConfigureAwait(false);
                        throw new QmpErrorException(reply.ErrorClass!, reply.Error!);
                    case ShardOutcome.Unknown:
                        throw OutcomeUnknown(request, LostNode, null);
                    case ShardOutcome.Pending:
                        request = request with { IsRetry = true };
                        why = reply.Trouble ?? LostNode;
                        if (reply.Trouble is null)
                        {
                            start = _clock.GetTimestamp();
                        }

                        ThrowIfOver(start, request, why, null);
                        continue;
                    case ShardOutcome.Left:
                        request = request with { IsRetry = true };
                        break;
                }

                ThrowIfOver(start, request, why, null);
            }
            catch (Exception exception) when (exception is not QmpErrorException && !cancellationToken.IsCancellationRequested)
            {
                ClusterLog.NoAnswer(_logger, request.Verb, request.Id, exception.Message);
                request = request with { IsRetry = true };
                ThrowIfOver(start, request, why, exception);
            }

            await Task.Delay(s_pause, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    // It is one operation, however often it arrives.
    private async Task<ShardReply> SendAsync(ShardFeed feed, ShardRequest request, long start, CancellationToken cancellationToken)
    {
        using var asked = new Asked<ShardReply>(
            _ =>
            {
                Task<ShardReply> reply = feed.Grain.DoAsync(request);
                request = request with { IsRetry = true };
                return reply;
            },
            s_replyTime, Patience, start, _clock, cancellationToken);
        while (true)
        {
            if (await asked.AgainAsync().ConfigureAwait(false) is { } reply)
            {
                return await reply.ConfigureAwait(false);
            }

            if (_clock.GetElapsedTime(start) >= Patience)
            {
                throw new TimeoutException("no answer has come");
            }
        }
    }

    private void ThrowIfOver(long start, ShardRequest request, string why, Exception? reason)
    {
        if (_clock.GetElapsedTime(start) >= Patience)
        {
            throw OutcomeUnknown(request, why, reason);
        }
    }

    private async Task CatchUpAsync(ShardFeed feed, long sequence)
    {
        try
        {
            await feed.CatchUpAsync(sequence).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It is done, whatever becomes of the events; they are asked for again at the next look.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ClusterLog.EventsLate(_logger, exception.Message);
        }
    }

    private static QmpErrorException OutcomeUnknown(ShardRequest request, string why, Exception? reason)
    {
        ClusterMetrics.Operation("unknown");
        return new QmpErrorException($"Whether job '{request.Id}' has taken the command isn't known, since {why}; query-jobs tells what it is doing now", reason!);
    }
}
