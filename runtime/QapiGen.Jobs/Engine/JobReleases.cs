namespace QapiGen.Jobs.Engine;

/// <summary>Drivers that are let go, and tickets that are published, as soon as the lock is left.</summary>
internal sealed class JobReleases
{
    private JobRun? _firstToGo;
    private JobRun? _lastToGo;
    private JobTicket? _granted;

    public void Add(JobLock.Held held, JobRun run)
    {
        held.Check();
        if (_lastToGo is null)
        {
            _firstToGo = run;
        }
        else
        {
            _lastToGo.NextToGo = run;
        }

        _lastToGo = run;
    }

    /// <summary>Adds one that is granted.</summary>
    public void Add(JobLock.Held held, JobTicket ticket)
    {
        held.Check();
        ticket.Next = _granted;
        _granted = ticket;
    }

    /// <summary>All of them; whoever takes them carries them out.</summary>
    public (JobRun? ToGo, JobTicket? Granted) Take(JobLock.Held held)
    {
        held.Check();
        (JobRun?, JobTicket?) all = (_firstToGo, _granted);
        _firstToGo = _lastToGo = null;
        _granted = null;
        return all;
    }
}
