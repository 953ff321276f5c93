using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Engine;

/// <summary>What an engine remembers beside its jobs. What needs the lock takes the token that only taking it gives (<see cref="JobLock.Held"/>).</summary>
internal sealed class JobEngineState
{
    // Volatile, as they are read without the lock, too: by who only wants to know, and is told again by the next look.
    private volatile bool _isClosed;
    private volatile bool _isSuspending;
    private volatile Exception? _storeLoss;
    private volatile string[] _otherTypes = [];
    private readonly Dictionary<Job, Task> _adoptions = [];
    private readonly HashSet<Job> _nextUp = [];
    private readonly HashSet<Job> _stopping = [];
    private TaskCompletionSource? _allStopped;
    private readonly List<Job> _pausedByTrouble = [];
    private bool _isInTrouble;
    private ITimer? _troubleTimer;

    /// <summary>No more jobs are made.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Whether drivers are to stop at their next checkpoint.</summary>
    public bool IsSuspending => _isSuspending;

    /// <summary>Why the store was lost; null if it wasn't.</summary>
    public Exception? StoreLoss => _storeLoss;

    /// <summary>Types of stored jobs that aren't this manager's.</summary>
    public string[] OtherTypes => _otherTypes;

    /// <summary>Drivers that are being made.</summary>
    public Dictionary<Job, Task> Adoptions(JobLock.Held held)
    {
        held.Check();
        return _adoptions;
    }

    /// <summary>Jobs of which the store knows that their drivers may be being made.</summary>
    public HashSet<Job> NextUp(JobLock.Held held)
    {
        held.Check();
        return _nextUp;
    }

    /// <summary>Jobs whose drivers are to stop, and haven't.</summary>
    public HashSet<Job> Stopping(JobLock.Held held)
    {
        held.Check();
        return _stopping;
    }

    /// <summary>Completes when none is <see cref="Stopping"/>; null as long as nobody waits for that.</summary>
    public ref TaskCompletionSource? AllStopped(JobLock.Held held)
    {
        held.Check();
        return ref _allStopped;
    }

    /// <summary>Jobs that are paused until the store can write.</summary>
    public List<Job> PausedByTrouble(JobLock.Held held)
    {
        held.Check();
        return _pausedByTrouble;
    }

    /// <summary>Whether the store can't write.</summary>
    public ref bool IsInTrouble(JobLock.Held held)
    {
        held.Check();
        return ref _isInTrouble;
    }

    /// <summary>Looks whether the store can write.</summary>
    public ref ITimer? TroubleTimer(JobLock.Held held)
    {
        held.Check();
        return ref _troubleTimer;
    }

    public void Close(JobLock.Held held)
    {
        held.Check();
        _isClosed = true;
    }

    public void Suspend(JobLock.Held held)
    {
        held.Check();
        _isClosed = _isSuspending = true;
    }

    public void LoseStore(JobLock.Held held, Exception reason)
    {
        held.Check();
        _isClosed = true;
        _storeLoss = reason;
    }

    /// <returns>Its place in <see cref="OtherTypes"/>.</returns>
    public int PlaceOfType(JobLock.Held held, string name)
    {
        held.Check();
        int place = Array.IndexOf(_otherTypes, name);
        if (place < 0)
        {
            place = _otherTypes.Length;
            _otherTypes = [.. _otherTypes, name];
        }

        return place;
    }
}
