using System.Collections.Generic;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Sqlite;

/// <summary>Writes records in one transaction, under an epoch.</summary>
internal sealed class SqliteFlush(SqliteSession session, string path, string identity, long epoch, int historyLimit)
{
    private readonly JobBatch _batch = new();
    private readonly SqliteRows _rows = new(session);
    private long _oldest;

    /// <summary>Writes all of them or none.</summary>
    /// <exception cref="JobStoreException">They couldn't be written; <see cref="JobStoreFault.OwnershipLost"/> if they never will be.</exception>
    public void Write(IReadOnlyList<JobRecord> records)
    {
        _batch.Read(records);
        try
        {
            session.Statement("begin immediate").Execute();

            // Nobody else writes from here on, who could be confused by what goes into a log without a name.
            RequireFiles(hasWritten: false);
            if (IsDue())
            {
                WriteRows();
                session.Statement("commit").Execute();
            }
            else
            {
                session.Statement("rollback").Execute();
            }
        }
        catch
        {
            RollBack();
            throw;
        }
        finally
        {
            _batch.Clear();
        }

        RequireFiles(hasWritten: true);
    }

    /// <summary>Looks whether the store is still this owner's, without a lock and without writing.</summary>
    /// <exception cref="JobStoreException">It isn't, or can't be read.</exception>
    public void Check()
    {
        RequireFiles(hasWritten: false);
        SqliteStatement store = session.Statement("select epoch = ?1 and identity = ?2 from qapi_store where id = 1");
        store.Bind(1, epoch);
        store.Bind(2, identity);
        bool isOwner = store.Step() && store.Number(0) != 0;
        store.Reset();
        if (!isOwner)
        {
            throw SqliteFaults.Lost(path, epoch);
        }
    }

    /// <summary>Notes that the owner has ended well.</summary>
    /// <param name="hasWritten">Whether it may be that something has just been written to the log.</param>
    /// <exception cref="JobStoreException">The files aren't those of the store any more, and are left as they are.</exception>
    public void Close(bool hasWritten)
    {
        RequireFiles(hasWritten);
        SqliteStatement close = session.Statement("update qapi_store set is_closed = 1 where id = 1 and epoch = ?1 and identity = ?2");
        close.Bind(1, epoch);
        close.Bind(2, identity);
        close.Execute();
    }

    /// <returns>False if they have been written: a commit that failed may have been carried out all the same.</returns>
    private bool IsDue()
    {
        SqliteStatement store = session.Statement("select epoch, sequence, identity from qapi_store where id = 1");
        if (!store.Step())
        {
            throw new JobStoreException(JobStoreFault.Corrupt, $"The store '{path}' is damaged: it has no row about itself.");
        }

        (long owner, long sequence, string? name) = (store.Number(0), store.Number(1), store.Text(2));
        store.Reset();
        if (owner != epoch || name != identity)
        {
            throw SqliteFaults.Lost(path, epoch);
        }

        if (sequence != _batch.FirstSequence - 1 && sequence != _batch.LastSequence)
        {
            throw new JobStoreException(
                JobStoreFault.OwnershipLost,
                $"The store '{path}' was changed by somebody else: its last record is {sequence}, and should be {_batch.FirstSequence - 1}.");
        }

        return sequence != _batch.LastSequence;
    }

    private void RequireFiles(bool hasWritten)
    {
        if (session.Files.FindFault(hasWritten) is { } gone)
        {
            throw gone;
        }
    }

    private void WriteRows()
    {
        for (int i = 0; i < _batch.TransitionCount; i++)
        {
            JobRecord record = _batch.TransitionAt(i);
            _rows.Add(record, _batch.IdOf(record.Job));
        }

        foreach (ref readonly JobChange job in _batch.Jobs)
        {
            if (job.IsRemoved && job.Definition is null)
            {
                _rows.Remove(job.Number);
            }
        }

        foreach (ref readonly JobChange job in _batch.Jobs)
        {
            if (!job.IsRemoved)
            {
                _rows.Write(job);
            }
        }

        foreach ((long number, JobTransactionState state) in _batch.Groups)
        {
            _rows.Write(number, state);
        }

        foreach ((string key, string? value) in _batch.Notes)
        {
            _rows.WriteNote(key, value);
        }

        Trim();
        SqliteStatement store = session.Statement(
            "update qapi_store set sequence = ?1, transition = max(transition, ?2), job = max(job, ?3) where id = 1");
        store.Bind(1, _batch.LastSequence);
        store.Bind(2, _batch.LastTransition);
        store.Bind(3, _batch.LastJob);
        store.Execute();
    }

    /// <summary>Deletes what is too old: a little more than comes, so that a limit that was lowered stops nobody.</summary>
    private void Trim()
    {
        if (_batch.LastTransition == 0)
        {
            return;
        }

        if (_oldest == 0)
        {
            SqliteStatement first = session.Statement("select ifnull(min(number), 1) from qapi_transition");
            first.Step();
            _oldest = first.Number(0);
            first.Reset();
        }

        long end = long.Min(_batch.LastTransition - historyLimit, _oldest + (2L * _batch.TransitionCount) + 1000);
        if (end < _oldest)
        {
            return;
        }

        SqliteStatement delete = session.Statement("delete from qapi_transition where number <= ?1");
        delete.Bind(1, end);
        delete.Execute();
        _oldest = end + 1;
    }

    private void RollBack()
    {
        // After a roll-back the oldest may be another.
        _oldest = 0;
        if (session.IsInTransaction)
        {
            try
            {
                session.Statement("rollback").Execute();
            }
            catch (JobStoreException)
            {
                // What led here says more; the next transaction doesn't begin while this one is open, and tells.
            }
        }
    }
}
