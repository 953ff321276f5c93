using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Orleans.Shards;

/// <content>
/// Jobs that are bound to nodes (<see cref="JobOptions.Node"/>). They are in the shard of their node; the shard of their id knows that, and passes on what is asked.
/// That is kept before the job is made, so that there is at most an id too many that is known, and never one too few.
/// </content>
internal sealed partial class ShardHost
{
    private const string NodeKey = "node";

    /// <summary>Whether there is a job of an id.</summary>
    public bool Has(string id) => _jobs.Find(id) is not null;

    /// <summary>A bound job is gone.</summary>
    public async Task FreeAsync(string id)
    {
        if (_bonds.Find(id) is not { } node || !_bonds.TryBeginAlone(id))
        {
            return;
        }

        try
        {
            if (!await ShardOf(node).HasAsync(id).ConfigureAwait(false))
            {
                await UnbindAsync(id).ConfigureAwait(false);
            }
        }
        finally
        {
            _bonds.EndAlone(id);
        }
    }

    private IJobShard ShardOf(string node) => _setup.Grains.GetGrain<IJobShard>(ShardKey.OfNode(node));

    private async Task<ShardReply> ForwardAsync(ShardRequest request, string node)
    {
        // How many operations the other shard had noted then isn't known here.
        ShardReply reply = await ShardOf(node).DoAsync(request with { Known = 0 }).ConfigureAwait(false);
        return reply with { Shard = ShardKey.OfNode(node), Operations = 0 };
    }

    /// <summary>What is asked of the shard of a node.</summary>
    private async Task<ShardReply> DoBoundAsync(ShardRequest request)
    {
        if (request is not { Verb: ShardVerb.Create, Creation: { } creation })
        {
            return await DoHereAsync(request).ConfigureAwait(false);
        }

        if (creation.Node is null && !Has(request.Id))
        {
            return new ShardReply(ShardOutcome.Absent);
        }

        if (creation.Node is { } node && _boundTo != node)
        {
            if (_boundTo is not null)
            {
                return Refused($"The nodes '{_boundTo}' and '{node}' can't both have jobs of their own, since their names have the same number; call one of them otherwise");
            }

            await _jobs.NoteAsync(new StoredNote(NodeKey, node)).ConfigureAwait(false);
            _boundTo = node;
        }

        return await DoHereAsync(request).ConfigureAwait(false);
    }

    /// <summary>Makes a job that may be on any node.</summary>
    private async Task<ShardReply> MakeHereAsync(ShardRequest request, string? node)
    {
        if (node is null && _bonds.TryBeginHere(request.Id))
        {
            try
            {
                return await DoHereAsync(request).ConfigureAwait(false);
            }
            finally
            {
                _bonds.EndHere(request.Id);
            }
        }

        if (node is null || !_bonds.TryBeginAlone(request.Id))
        {
            return new ShardReply(ShardOutcome.Pending);
        }

        try
        {
            ShardReply reply = await ForwardAsync(request, node).ConfigureAwait(false);
            if (reply.Outcome != ShardOutcome.Absent)
            {
                return reply;
            }

            await UnbindAsync(request.Id).ConfigureAwait(false);
            return await DoHereAsync(request).ConfigureAwait(false);
        }
        finally
        {
            _bonds.EndAlone(request.Id);
        }
    }

    /// <summary>Makes a job that is bound to a node.</summary>
    private async Task<ShardReply> MakeThereAsync(ShardRequest request, string node)
    {
        if (!_bonds.TryBeginAlone(request.Id))
        {
            return new ShardReply(ShardOutcome.Pending);
        }

        try
        {
            if (_jobs.Find(request.Id) is { } here)
            {
                return request.Creation!.Attaches && here.DriverName == request.Creation.Driver
                    ? new ShardReply(ShardOutcome.Done, Events.Last)
                    : Refused(JobErrors.IdInUse(request.Id).Description);
            }

            string? bound = _bonds.Find(request.Id);
            if (bound is not null && bound != node)
            {
                ShardReply there = await ForwardAsync(request with { Creation = request.Creation! with { Node = null } }, bound).ConfigureAwait(false);
                if (there.Outcome != ShardOutcome.Absent)
                {
                    return there;
                }
            }

            if (bound != node)
            {
                await BindAsync(request.Id, node).ConfigureAwait(false);
            }

            return await ForwardAsync(request, node).ConfigureAwait(false);
        }
        catch (QmpErrorException) when (_isLeaving || OwnershipLost.IsCancellationRequested)
        {
            return new ShardReply(ShardOutcome.Left);
        }
        finally
        {
            _bonds.EndAlone(request.Id);
        }
    }

    private async Task BindAsync(string id, string node)
    {
        if (Array.IndexOf(_bonds.Nodes, node) < 0)
        {
            await _jobs.NoteAsync(ShardBonds.NoteOf(node)).ConfigureAwait(false);
        }

        await _jobs.NoteAsync(ShardBonds.NoteOf(id, node)).ConfigureAwait(false);
        _bonds.Bind(id, node);
        Events.TellBound(ShardKey.OfNode(node));
    }

    private async Task UnbindAsync(string id)
    {
        await _jobs.NoteAsync(ShardBonds.NoteOf(id, null)).ConfigureAwait(false);
        _bonds.Unbind(id);
    }

    /// <summary>Looks whether jobs that are known as bound are gone.</summary>
    private async Task SweepAsync()
    {
        foreach (string id in _bonds.Ids)
        {
            try
            {
                if (!_isLeaving)
                {
                    await FreeAsync(id).ConfigureAwait(false);
                }
            }
#pragma warning disable CA1031 // Its shard can't be reached just now; whoever makes a job of that id looks, too.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }

    private ShardReply Refused(string error) => new(ShardOutcome.Refused, Events.Last, nameof(QmpErrorClass.GenericError), error);
}
