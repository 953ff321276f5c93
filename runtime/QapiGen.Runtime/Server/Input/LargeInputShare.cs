using System.Collections.Generic;
using System.Threading;

namespace QapiGen.Runtime.Server.Input;

/// <summary>The connections of a service that hold much of an unfinished message, so that whoever holds most gives way and not whoever comes last.</summary>
/// <remarks>Asked only when the whole limit is used up; a common message never comes here.</remarks>
internal sealed class LargeInputShare(ByteBudget budget)
{
    private readonly Lock _gate = new();
    private readonly HashSet<ServerInput> _inputs = [];
    private long _leavingBytes;

    /// <summary>Notes that an input has come to hold more than is free.</summary>
    public void Add(ServerInput input)
    {
        lock (_gate)
        {
            _inputs.Add(input);
        }
    }

    /// <summary>Notes that an input holds little again, or is gone.</summary>
    public void Remove(ServerInput input)
    {
        lock (_gate)
        {
            _inputs.Remove(input);
            Settle(input);
        }
    }

    /// <summary>Makes room: tells those who hold most to give their messages up.</summary>
    /// <param name="asking">Who needs the room.</param>
    /// <returns>Whether there will be enough without a word of its own; false when nobody holds more than it does.</returns>
    public bool MakesRoomFor(ServerInput asking)
    {
        var told = new List<ServerInput>();
        bool isEnough;
        lock (_gate)
        {
            isEnough = !IsExceeded;
            while (!isEnough && Largest() is { } largest && largest != asking)
            {
                largest.LeavingBytes = largest.UnfinishedBytes;
                _leavingBytes += largest.LeavingBytes;
                told.Add(largest);
                isEnough = !IsExceeded;
            }
        }

        // What is told may go on at once, on this thread: not under the lock.
        foreach (ServerInput input in told)
        {
            input.GiveUp();
        }

        return isEnough;
    }

    /// <summary>Notes that an input has given its message up, or has it whole after all.</summary>
    public void Settled(ServerInput input)
    {
        lock (_gate)
        {
            Settle(input);
        }
    }

    private bool IsExceeded => budget.Held - _leavingBytes > budget.Max;

    private void Settle(ServerInput input)
    {
        _leavingBytes -= input.LeavingBytes;
        input.LeavingBytes = 0;
    }

    private ServerInput? Largest()
    {
        ServerInput? largest = null;
        foreach (ServerInput input in _inputs)
        {
            if (input.LeavingBytes == 0 && input.UnfinishedBytes > (largest?.UnfinishedBytes ?? 0))
            {
                largest = input;
            }
        }

        return largest;
    }
}
