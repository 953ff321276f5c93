using System;
using System.Threading;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Engine;

/// <summary>The two progress numbers: written by the driver at any rate, read at the same instant, without the engine's lock.</summary>
/// <remarks>A sequence lock: the version is odd while somebody writes. A mutable struct; keep it in a field.</remarks>
internal struct JobProgressCell
{
    private int _version;
    private long _current;
    private long _total;

    public readonly JobProgress Read()
    {
        SpinWait spin = default;
        while (true)
        {
            int before = Volatile.Read(in _version);
            long current = Volatile.Read(in _current);
            long total = Volatile.Read(in _total);
            Volatile.ReadBarrier();
            if ((before & 1) == 0 && before == Volatile.Read(in _version))
            {
                return new JobProgress(current, total);
            }

            spin.SpinOnce();
        }
    }

    /// <summary>Sets both, before anybody looks.</summary>
    public void Set(JobProgress progress) => (_current, _total) = (progress.Current, progress.Total);

    public void Done(long amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        int version = BeginWrite();
        _current += amount;
        EndWrite(version);
    }

    public void SetRemaining(long amount)
    {
        int version = BeginWrite();
        _total = _current + amount;
        EndWrite(version);
    }

    public void AddRemaining(long amount)
    {
        int version = BeginWrite();
        _total += amount;
        EndWrite(version);
    }

    private int BeginWrite()
    {
        SpinWait spin = default;
        while (true)
        {
            int version = Volatile.Read(ref _version);
            if ((version & 1) == 0 && Interlocked.CompareExchange(ref _version, version + 1, version) == version)
            {
                return version + 1;
            }

            spin.SpinOnce();
        }
    }

    private void EndWrite(int version) => Volatile.Write(ref _version, version + 1);
}
