using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Client.Calls;

/// <summary>Calls that wait for room in what is to be sent, not yet encoded: first come, first served, one at a time.</summary>
internal sealed class SendLine
{
    private readonly Lock _gate;
    private readonly Func<bool> _hasRoom;
    private readonly LinkedList<TaskCompletionSource> _places = new();
    private Exception? _broken;
    private bool _isAdmitting;
    private int _count;

    /// <summary>Makes an empty line.</summary>
    /// <param name="gate">Guards it; the output's.</param>
    /// <param name="hasRoom">Whether the next one may send.</param>
    public SendLine(Lock gate, Func<bool> hasRoom)
    {
        _gate = gate;
        _hasRoom = hasRoom;
    }

    /// <summary>Whether a call may be sent without standing in line; under the gate, or as many calls as are made at the same moment are sent.</summary>
    public bool IsOpen => _count == 0 && _hasRoom();

    /// <summary>Waits for one's turn; <see cref="Leave"/> gives it to the next.</summary>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public async Task EnterAsync(TimeSpan? timeout, TimeProvider time, CancellationToken token)
    {
        LinkedListNode<TaskCompletionSource> place;
        lock (_gate)
        {
            place = _places.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _count++;
            if (_broken is { } cause)
            {
                place.Value.SetException(cause);
            }

            Advance();
        }

        try
        {
            await place.Value.Task.WaitAsync(timeout is { } wait && wait >= TimeSpan.Zero ? wait : Timeout.InfiniteTimeSpan, time, token).ConfigureAwait(false);
        }
        catch
        {
            GiveUp(place);
            throw;
        }
    }

    /// <summary>The call has been sent, or never is.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _isAdmitting = false;
            _count--;
            Advance();
        }
    }

    /// <summary>Lets the next one go ahead if there is room; under the gate.</summary>
    public void Advance()
    {
        while (!_isAdmitting && _places.First is { } next && _hasRoom())
        {
            _places.RemoveFirst();
            _isAdmitting = next.Value.TrySetResult();
        }
    }

    /// <summary>The connection is gone; under the gate.</summary>
    public void Break(Exception cause)
    {
        _broken = cause;
        foreach (TaskCompletionSource place in _places)
        {
            place.TrySetException(cause);
        }
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> place)
    {
        lock (_gate)
        {
            if (place.List is not null)
            {
                place.Value.TrySetCanceled();
                _ = place.Value.Task.Exception;
                _places.Remove(place);
                _count--;
                return;
            }
        }

        // Its turn came at the same moment.
        Leave();
    }
}
