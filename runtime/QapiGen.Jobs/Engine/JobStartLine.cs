using System.Collections.Generic;

namespace QapiGen.Jobs.Engine;

/// <summary>How many jobs are at work, and which wait until fewer are.</summary>
internal sealed class JobStartLine(int limit)
{
    private readonly Queue<Job> _line = new();
    private int _running;

    /// <summary>Takes a place, also if there is none: the job was at work before.</summary>
    public void Take(JobLock.Held held)
    {
        held.Check();
        _running++;
    }

    /// <summary>Takes a place.</summary>
    /// <returns>False if there is none; the job stands in line then.</returns>
    public bool TryTake(JobLock.Held held, Job job)
    {
        held.Check();
        if (_running < limit)
        {
            _running++;
            return true;
        }

        _line.Enqueue(job);
        return false;
    }

    /// <summary>Gives a place back.</summary>
    /// <returns>The job that gets it; null if none waits.</returns>
    public Job? GiveBack(JobLock.Held held)
    {
        held.Check();
        while (_running <= limit && _line.TryDequeue(out Job? next))
        {
            if (next.StateIn(held).Status == JobStatus.Created)
            {
                return next;
            }
        }

        _running--;
        return null;
    }
}
