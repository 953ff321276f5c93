using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Orleans.Shards;

/// <content>Owners that may be lost soon, as those before: whether the shard is what ends them.</content>
internal sealed partial class ShardHost
{
    private int _isOnProbation;

    /// <summary>Whether there are jobs that aren't over. Without any, a shard ends no host.</summary>
    private bool HasWork => _jobs.Describe().Any(static job => job.Status != JobStatus.Concluded);

    /// <summary>Waits until a shard that is set aside is to be tried again.</summary>
    /// <exception cref="OperationCanceledException">It has left before.</exception>
    public async Task WaitForTrialAsync()
    {
        if (!HasWork)
        {
            return;
        }

        await Task.Delay(Past.SetAside.GetValueOrDefault(), _setup.Clock, _end.Token).ConfigureAwait(false);
        bool isInCompany = await _setup.Trials.WaitAsync(_shard, Past.Losses, _end.Token).ConfigureAwait(false);

        // Now, and not by the owner that is tried: its drivers may end the host before it gets to that.
        await _jobs.NoteAsync(Past.NoteOf(isInCompany)).ConfigureAwait(false);
    }

    /// <summary>Counts this owner as one that may be lost, until it has lasted.</summary>
    private async Task BeginProbationAsync()
    {
        bool isTried = !IsAway && _setup.Trials.IsTried(_shard);
        if (Past.Losses == 0 && !isTried)
        {
            return;
        }

        if (!IsAway && !HasWork)
        {
            _setup.Trials.End(_shard, hasLasted: true);
            await _jobs.NoteAsync(ShardPast.Forgiven).ConfigureAwait(false);
            return;
        }

        if (IsSetAside)
        {
            await _jobs.NoteAsync(Past.NoteOfWaiting(_setup.Clock.GetUtcNow())).ConfigureAwait(false);
            return;
        }

        // One that keeps the jobs of another node makes no drivers, and ends no host.
        if (!IsAway)
        {
            Volatile.Write(ref _isOnProbation, 1);
            _setup.Trials.Begin(_shard);
        }

        if (!isTried)
        {
            await _jobs.NoteAsync(Past.NoteOf(isInCompany: false)).ConfigureAwait(false);
        }

        if (Past.SetAside is null)
        {
            _ = LastAsync();
        }
    }

    private async Task LastAsync()
    {
        try
        {
            await Task.Delay(_setup.Options.ShardProbation, _setup.Clock, _end.Token).ConfigureAwait(false);
            await _jobs.NoteAsync(ShardPast.Forgiven).ConfigureAwait(false);
            EndProbation(hasLasted: true);
        }
        catch (Exception exception) when (exception is OperationCanceledException or QmpErrorException)
        {
            // It has left before.
        }
    }

    private void EndProbation(bool hasLasted)
    {
        if (Interlocked.Exchange(ref _isOnProbation, 0) != 0)
        {
            _setup.Trials.End(_shard, hasLasted);
        }
    }
}
