using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Orleans.Shards;

/// <content>
/// Groups. All jobs of one are here, whatever their ids, so that one store keeps what becomes of them. First the ids are taken, shard by shard and in the order of the shards,
/// so that of two groups that want the same ones one gets them; then the group is made, in one piece.
/// </content>
internal sealed partial class ShardHost
{
    private static readonly TimeSpan s_pauseForIds = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestForIds = TimeSpan.FromSeconds(30);

    /// <summary>Ids of this shard are to be those of jobs in another one, all or none.</summary>
    public async Task<ShardReply> LendAsync(string[] ids, int shard)
    {
        if (_isLeaving || OwnershipLost.IsCancellationRequested)
        {
            return new ShardReply(ShardOutcome.Moving);
        }

        var begun = new List<string>(ids.Length);
        try
        {
            foreach (string id in ids)
            {
                if (!_bonds.TryBeginAlone(id))
                {
                    return new ShardReply(ShardOutcome.Pending);
                }

                begun.Add(id);
            }

            foreach (string id in ids)
            {
                if (await IsTakenAsync(id, shard).ConfigureAwait(false))
                {
                    return Refused(JobErrors.IdInUse(id).Description);
                }
            }

            await Task.WhenAll(ids.Where(id => _bonds.Find(id) != shard).Select(async id =>
            {
                await _jobs.NoteAsync(ShardBonds.NoteOf(id, shard)).ConfigureAwait(false);
                _bonds.Bind(id, shard);
            })).ConfigureAwait(false);
            return new ShardReply(ShardOutcome.Done);
        }
        catch (QmpErrorException) when (_isLeaving || OwnershipLost.IsCancellationRequested)
        {
            return new ShardReply(ShardOutcome.Moving);
        }
        finally
        {
            begun.ForEach(_bonds.EndAlone);
        }
    }

    /// <summary>What is asked of a job that is here with its group, by the shard of its id.</summary>
    private async Task<ShardReply> DoGroupedAsync(ShardRequest request)
    {
        if (request.Verb != ShardVerb.Create)
        {
            return await DoHereAsync(request).ConfigureAwait(false);
        }

        if (!_bonds.TryBeginHere(request.Id))
        {
            return new ShardReply(ShardOutcome.Pending);
        }

        try
        {
            return _jobs.Find(request.Id) is null ? new ShardReply(ShardOutcome.Absent) : await DoHereAsync(request).ConfigureAwait(false);
        }
        finally
        {
            _bonds.EndHere(request.Id);
        }
    }

    /// <summary>Makes a group and starts it.</summary>
    /// <exception cref="QmpErrorException">It can't be made; nothing of it is here.</exception>
    private async Task MakeGroupAsync(ShardMember[] members, JobNotedCommands jobs)
    {
        string[] ids = [.. members.Select(static member => member.Id).Distinct(StringComparer.Ordinal)];
        var begun = new List<string>(ids.Length);
        bool isMade = false;
        try
        {
            DateTimeOffset start = _setup.Clock.GetUtcNow();
            while (!TryBeginAlone(ids, begun))
            {
                await PauseForIdsAsync(start, "others make jobs of the same ids").ConfigureAwait(false);
            }

            foreach (IGrouping<int, string> home in ids.GroupBy(ShardKey.Of).OrderBy(static home => home.Key))
            {
                await TakeAsync([.. home], home.Key, start).ConfigureAwait(false);
            }

            await jobs.StartGroupFromJsonAsync([.. members.Select(static member => new JobGroupMember(
                member.Creation.Driver, member.Creation.Arguments, OptionsOf(member.Id, member.Speed, member.Creation)))]).ConfigureAwait(false);
            isMade = true;
        }
        finally
        {
            begun.ForEach(_bonds.EndAlone);
            if (!isMade && !_isLeaving && !OwnershipLost.IsCancellationRequested)
            {
                GiveBack(ids);
            }
        }
    }

    private bool TryBeginAlone(string[] ids, List<string> begun)
    {
        foreach (string id in ids)
        {
            if (!_bonds.TryBeginAlone(id))
            {
                begun.ForEach(_bonds.EndAlone);
                begun.Clear();
                return false;
            }

            begun.Add(id);
        }

        return true;
    }

    /// <summary>Takes ids of one shard, which may be this one.</summary>
    private async Task TakeAsync(string[] ids, int home, DateTimeOffset start)
    {
        while (true)
        {
            string why;
            try
            {
                ShardReply reply = home == _shard ? await TakeHereAsync(ids).ConfigureAwait(false) : await Shard(home).LendAsync(ids, _shard).ConfigureAwait(false);
                switch (reply.Outcome)
                {
                    case ShardOutcome.Done:
                        return;
                    case ShardOutcome.Refused:
                        throw new QmpErrorException(reply.Error!);
                }

                why = "its shard is about to move, or others make a job of that id";
            }
            catch (Exception exception) when (exception is not QmpErrorException)
            {
                why = exception.Message;
            }

            await PauseForIdsAsync(start, why).ConfigureAwait(false);
        }
    }

    // The caller has begun alone with each of them.
    private async Task<ShardReply> TakeHereAsync(string[] ids)
    {
        foreach (string id in ids)
        {
            if (await IsTakenAsync(id, _shard).ConfigureAwait(false))
            {
                return Refused(JobErrors.IdInUse(id).Description);
            }

            if (_bonds.Find(id) is not null)
            {
                await UnbindAsync(id).ConfigureAwait(false);
            }
        }

        return new ShardReply(ShardOutcome.Done);
    }

    /// <summary>Whether there is a job with an id of this shard, here or elsewhere but in the shard that wants it, which looks itself.</summary>
    private async Task<bool> IsTakenAsync(string id, int wantedBy) =>
        _jobs.Find(id) is not null || (_bonds.Find(id) is { } place && place != wantedBy && await Shard(place).HasAsync(id).ConfigureAwait(false));

    private async Task PauseForIdsAsync(DateTimeOffset start, string why)
    {
        if (_isLeaving || OwnershipLost.IsCancellationRequested || _setup.Clock.GetUtcNow() - start > s_longestForIds)
        {
            throw new QmpErrorException($"The ids of the group can't be taken just now: {why}");
        }

        await Task.Delay(s_pauseForIds, _setup.Clock).ConfigureAwait(false);
    }

    private void GiveBack(string[] ids)
    {
        foreach (string id in ids.Where(IsGuest))
        {
            _ = Shard(ShardKey.Of(id)).FreeAsync(id).ContinueWith(
                static task => _ = task.Exception, System.Threading.CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }
}
