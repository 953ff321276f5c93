using System;
using System.Collections.Generic;
using System.Text;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
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
        SqliteStatement rows = session.Statement("""
            select j.number, j.id, j.type, j.driver, j.group_number, j.member, j.is_blocking, j.status, j.flags, j.error_number, j.error, j.speed,
                j.is_start_requested, j.losses, j.current, j.total, j.created, j.changed, j.sequence, c.sequence, c.current, c.total, c.changed
            from qapi_job j left join qapi_checkpoint c on c.job = j.number where j.number > ?1 order by j.number limit ?2
            """);
        rows.Bind(1, after);
        rows.Bind(2, max);
        var jobs = new List<StoredJob>(max);
        while (rows.Step())
        {
            bool hasCheckpoint = !rows.IsNull(19);
            bool isCheckpointNewer = hasCheckpoint && rows.Number(19) >= rows.Number(18);
            jobs.Add(new StoredJobColumns
            {
                Number = rows.Number(0),
                Id = Encoding.UTF8.GetString(rows.Utf8(1)),
                Type = texts.Of(rows, 2)!,
                Driver = texts.Of(rows, 3),
                Group = rows.Number(4),
                Member = rows.Number(5),
                IsBlocking = rows.Number(6) != 0,
                Status = texts.Of(rows, 7),
                Flags = rows.Number(8),
                ErrorNumber = rows.Number(9),
                Error = rows.Text(10),
                SpeedBytesPerSecond = rows.Number(11),
                IsStartRequested = rows.Number(12) != 0,
                Losses = rows.Number(13),
                Progress = isCheckpointNewer ? new JobProgress(rows.Number(20), rows.Number(21)) : new JobProgress(rows.Number(14), rows.Number(15)),
                HasCheckpoint = hasCheckpoint,
                Created = rows.Number(16),
                Changed = isCheckpointNewer ? rows.Number(22) : rows.Number(17),
            }.ToJob());
        }

        return jobs;
    }

    /// <summary>Arguments and checkpoint of a job, and the number of the checkpoint's record.</summary>
    public static (JobBodies? Bodies, long CheckpointSequence) Bodies(SqliteSession session, long job)
    {
        SqliteStatement rows = session.Statement("""
            select a.body, c.body, c.sequence
            from qapi_job j left join qapi_arguments a on a.job = j.number left join qapi_checkpoint c on c.job = j.number where j.number = ?1
            """);
        rows.Bind(1, job);
        if (!rows.Step())
        {
            return default;
        }

        var bodies = new JobBodies(rows.Bytes(0), rows.IsNull(2) ? null : (ReadOnlyMemory<byte>?)rows.Bytes(1));
        long sequence = rows.Number(2);
        rows.Reset();
        return (bodies, sequence);
    }

    public static JobHistoryPage History(SqliteSession session, long after, int max)
    {
        SqliteStatement rows = session.Statement(
            "select number, job, id, from_status, to_status, input, time from qapi_transition where number > ?1 order by number limit ?2");
        rows.Bind(1, after);
        rows.Bind(2, max);
        var transitions = new List<StoredTransition>();
        while (rows.Step())
        {
            // Names of a newer version become "undefined"; the transition itself stays.
            _ = StoredNames.TryParse(rows.Text(3), out JobStatus from);
            _ = StoredNames.TryParse(rows.Text(4), out JobStatus to);
            _ = StoredNames.TryParse(rows.Text(5), out JobInputKind input);
            _ = StoredTime.TryRead(rows.Number(6), out DateTimeOffset time);
            transitions.Add(new StoredTransition(rows.Number(0), rows.Number(1), rows.Text(2)!, from, to, input, time));
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
        SqliteStatement rows = session.Statement("select number, phase, count, live, ended, manual, cursor, initiator from qapi_group order by number");
        var groups = new List<StoredGroup>();
        while (rows.Step())
        {
            groups.Add(new StoredGroupColumns
            {
                Number = rows.Number(0),
                Phase = rows.Text(1),
                Count = rows.Number(2),
                Live = rows.Number(3),
                Ended = rows.Number(4),
                Manual = rows.Number(5),
                Cursor = rows.Number(6),
                Initiator = rows.Number(7),
            }.ToGroup());
        }

        return groups;
    }
}
