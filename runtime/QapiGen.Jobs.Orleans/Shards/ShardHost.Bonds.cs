using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Orleans.Shards;

/// <content>
/// Jobs that aren't in the shard of their id: those that are bound to nodes (<see cref="JobOptions.Node"/>) are in the shard of their node, those of groups in that of
/// the group. The shard of their id knows that, and passes on what is asked. That is kept before the job is made, so that there is at most an id too many that is known,
/// and never one too few.
/// </content>
internal sealed partial class ShardHost
{
    private const string NodeKey = "node";

    /// <summary>Whether there is a job of an id, or one that belongs to another shard is about to be made.</summary>
    public bool Has(string id) => _jobs.Find(id) is not null || (IsGuest(id) && _bonds.IsAlone(id));

    /// <summary>A job that is in another shard is gone.</summary>
    public async Task FreeAsync(string id)
    {
        if (_bonds.Find(id) is not { } place || !_bonds.TryBeginAlone(id))
        {
            return;
        }

        try
        {
            if (!await Shard(place).HasAsync(id).ConfigureAwait(false))
            {
                await UnbindAsync(id).ConfigureAwait(false);
            }
        }
        finally
        {
            _bonds.EndAlone(id);
        }
    }

    /// <summary>Whether an id is one of another shard.</summary>
    private bool IsGuest(string id) => ShardKey.Of(id) != _shard;

    private IJobShard Shard(int place) => _setup.Grains.GetGrain<IJobShard>(place);

    private async Task<ShardReply> ForwardAsync(ShardRequest request, int place)
    {
        // How many operations the other shard had noted then isn't known here.
        ShardReply reply = await Shard(place).DoAsync(request with { Known = 0 }).ConfigureAwait(false);
        return reply with { Shard = place, Operations = 0 };
    }

    /// <summary>What is asked of the shard of a node.</summary>
    private async Task<ShardReply> DoBoundAsync(ShardRequest request)
    {
        if (request is not { Verb: ShardVerb.Create, Creation: { } creation })
        {
            return await DoHereAsync(request).ConfigureAwait(false);
        }

        if (creation.Node is null && _jobs.Find(request.Id) is null)
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
    private async Task<ShardReply> MakeHereAsync(ShardRequest request, int? place)
    {
        if (place is null && _bonds.TryBeginHere(request.Id))
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

        if (place is null || !_bonds.TryBeginAlone(request.Id))
        {
            return new ShardReply(ShardOutcome.Pending);
        }

        try
        {
            ShardReply reply = await ForwardAsync(request, place.Value).ConfigureAwait(false);
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

            int? bound = _bonds.Find(request.Id);
            int wanted = ShardKey.OfNode(node);
            if (bound is { } place && place != wanted)
            {
                ShardReply there = await ForwardAsync(request with { Creation = request.Creation! with { Node = null } }, place).ConfigureAwait(false);
                if (there.Outcome != ShardOutcome.Absent)
                {
                    return there;
                }
            }

            if (bound != wanted)
            {
                await BindAsync(request.Id, node).ConfigureAwait(false);
            }

            return await ForwardAsync(request, wanted).ConfigureAwait(false);
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
        _bonds.Bind(id, ShardKey.OfNode(node));
        _bonds.AddNode(node);
        Events.TellBound(ShardKey.OfNode(node));
    }

    private async Task UnbindAsync(string id)
    {
        await _jobs.NoteAsync(ShardBonds.FreeNoteOf(id)).ConfigureAwait(false);
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
