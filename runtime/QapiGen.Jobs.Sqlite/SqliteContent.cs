using System;
using System.Collections.Generic;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Sqlite;

/// <summary>What is read from a store.</summary>
internal static class SqliteContent
{
    /// <summary>Takes the next epoch, in the transaction at hand.</summary>
    public static JobStoreContent Open(SqliteSession session, string path, string owner, JobDurability durability)
    {
        SqliteStatement store = session.Statement("select epoch, is_closed, sequence, transition, job from qapi_store where id = 1");
        if (!store.Step())
        {
            throw new JobStoreException(JobStoreFault.Corrupt, $"The store '{path}' is damaged: it has no row about itself.");
        }

        (long epoch, bool wasClosed) = (StoredEpoch.Next(store.Number(0), $"'{path}'"), store.Number(1) != 0);
        (long sequence, long transition, long job) = (store.Number(2), store.Number(3), store.Number(4));
        store.Reset();
        SqliteStatement found = session.Statement($"""
            select count(*), ifnull(max(number) filter (where number <= {StoredNumber.Max}), 0), ifnull(max(sequence) filter (where sequence <= {StoredNumber.Max}), 0)
            from qapi_job
            """);
        found.Step();
        long jobs = found.Number(0);
        job = StoredNumber.Last(job, found.Number(1));

        // A checkpoint that was saved in a transaction of the application's may be numbered after records that were lost with the owner: what comes now is newer.
        sequence = StoredNumber.Last(sequence, long.Max(found.Number(2), Highest(session, "sequence", "qapi_checkpoint")));
        transition = StoredNumber.Last(transition, Highest(session, "number", "qapi_transition"));
        found.Reset();
        SqliteStatement take = session.Statement(
            "update qapi_store set epoch = ?1, owner = ?2, opened = ?3, is_closed = 0, sequence = ?4, transition = ?5, job = ?6, is_synced = ?7 where id = 1");
        take.Bind(1, epoch);
        take.Bind(2, owner);
        take.Bind(3, StoredTime.Write(DateTimeOffset.UtcNow));
        take.Bind(4, sequence);
        take.Bind(5, transition);
        take.Bind(6, job);
        take.Bind(7, durability == JobDurability.Machine);
        take.Execute();
        return new JobStoreContent(epoch, sequence, transition, job, jobs, Groups(session), wasClosed) { Notes = Notes(session) };
    }

    /// <summary>The jobs after one, oldest first.</summary>
    public static List<StoredJob> Jobs(SqliteSession session, long after, int max, SqliteTexts texts)
    {
        SqliteStatement rows = session.Statement(
            $"select {StoredRows.Job} from qapi_job j left join qapi_checkpoint c on c.job = j.number where j.number > ?1 order by j.number limit ?2");
        rows.Bind(1, after);
        rows.Bind(2, max);
        var jobs = new List<StoredJob>(max);
        while (rows.Step())
        {
            jobs.Add(StoredRows.ToJob(new SqliteRow(rows, texts)));
        }

        return jobs;
    }

    /// <summary>Arguments and checkpoint of a job, and the number of the checkpoint's record.</summary>
    public static (JobBodies? Bodies, long CheckpointSequence) Bodies(SqliteSession session, long job)
    {
        SqliteStatement rows = session.Statement($"""
            select {StoredRows.Bodies}
            from qapi_job j left join qapi_arguments a on a.job = j.number left join qapi_checkpoint c on c.job = j.number where j.number = ?1
            """);
        rows.Bind(1, job);
        if (!rows.Step())
        {
            return default;
        }

        (JobBodies Bodies, long CheckpointSequence) read = StoredRows.ToBodies(new SqliteRow(rows));
        rows.Reset();
        return read;
    }

    public static JobHistoryPage History(SqliteSession session, long after, int max)
    {
        SqliteStatement rows = session.Statement(
            $"select {StoredRows.Transition} from qapi_transition where number > ?1 order by number limit ?2");
        rows.Bind(1, after);
        rows.Bind(2, max);
        var transitions = new List<StoredTransition>();
        while (rows.Step())
        {
            transitions.Add(StoredRows.ToTransition(new SqliteRow(rows)));
        }

        SqliteStatement first = session.Statement("select ifnull(min(number), 0) from qapi_transition");
        first.Step();
        long oldest = first.Number(0);
        first.Reset();
        return new JobHistoryPage(transitions, oldest);
    }

    private static long Highest(SqliteSession session, string column, string table)
    {
        SqliteStatement highest = session.Statement($"select ifnull(max({column}), 0) from {table} where {column} <= {StoredNumber.Max}");
        highest.Step();
        long number = highest.Number(0);
        highest.Reset();
        return number;
    }

    private static List<StoredNote> Notes(SqliteSession session)
    {
        SqliteStatement rows = session.Statement("select key, value from qapi_note");
        var notes = new List<StoredNote>();
        while (rows.Step())
        {
            notes.Add(new StoredNote(rows.Text(0)!, rows.Text(1)));
        }

        return notes;
    }

    private static List<StoredGroup> Groups(SqliteSession session)
    {
        SqliteStatement rows = session.Statement($"select {StoredRows.Group} from qapi_group order by number");
        var groups = new List<StoredGroup>();
        while (rows.Step())
        {
            groups.Add(StoredRows.ToGroup(new SqliteRow(rows)));
        }

        return groups;
    }
}
