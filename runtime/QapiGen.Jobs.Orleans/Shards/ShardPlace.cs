using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Orleans.Runtime;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>What there is of a shard beside its host.</summary>
internal sealed class ShardPlace(int shard, IGrainContext grain)
{
    private readonly Lock _gate = new();
    private bool _isOpen;
    private string? _leavesBecause;
    private int _isLeaving;

    public int Shard => shard;

    public IGrainContext Grain => grain;

    public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool BeginsToLeave() => Interlocked.Exchange(ref _isLeaving, 1) == 0;

    public void BeOpen()
    {
        lock (_gate)
        {
            _isOpen = true;
        }

        if (_leavesBecause is { } reason)
        {
            Leave(reason);
        }
    }

    // One that Orleans doesn't take for open yet would be forgotten at once, and another node would open the shard while this one closes it.
    public void Leave(string reason)
    {
        lock (_gate)
        {
            _leavesBecause ??= reason;
            if (!_isOpen)
            {
                return;
            }
        }

        grain.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, reason));
    }
}
