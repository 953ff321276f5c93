using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Dashboard.Events;

/// <summary>Wakes all who wait for something to change. Costs nothing while nobody waits.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource? _waiting;

    /// <summary>Completes at the next beat. Ask for it before looking at what may change.</summary>
    public Task Next
    {
        get
        {
            TaskCompletionSource? known = Volatile.Read(ref _waiting);
            if (known is not null)
            {
                return known.Task;
            }

            var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _waiting, fresh, null) ?? fresh).Task;
        }
    }

    /// <summary>Something has changed.</summary>
    public void Beat()
    {
        if (Volatile.Read(ref _waiting) is not null)
        {
            Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
        }
    }
}
