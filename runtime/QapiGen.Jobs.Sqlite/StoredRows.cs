using System;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Storage;

/// <summary>A row of a database.</summary>
internal interface IStoredRow
{
    bool IsNull(int column);

    /// <summary>A number of 64 bits; 0 for null.</summary>
    long Number(int column);

    /// <summary>A number of 32 bits, where the database has such.</summary>
    long Small(int column);

    bool Flag(int column);

    string? Text(int column);

    /// <summary>A text that many rows have: the same object for all of them.</summary>
    string? Name(int column);

    /// <summary>Bytes; none for null.</summary>
    byte[] Bytes(int column);
}

/// <summary>The columns of tables of jobs, and what their rows say; whatever a row says, it is a job, a group or a transition, maybe a damaged one.</summary>
/// <remarks>Every database has the same, and a key before them where several stores share a table.</remarks>
internal static class StoredRows
{
    /// <summary>The columns of a job that change.</summary>
    public const string State = "status, flags, error_number, error, speed, is_start_requested, losses, current, total, changed, sequence";

    /// <summary>The columns of a job, as they are written.</summary>
    public const string NewJob = "number, " + State + ", id, type, driver, group_number, member, is_blocking, created";

    /// <summary>The columns of arguments.</summary>
    public const string Arguments = "job, body";

    /// <summary>The columns of a checkpoint.</summary>
    public const string Checkpoint = "job, sequence, current, total, changed, body";

    /// <summary>How a checkpoint takes the place of an older one.</summary>
    public const string NewerCheckpoint =
        "sequence = excluded.sequence, current = excluded.current, total = excluded.total, changed = excluded.changed, body = excluded.body";

    /// <summary>The columns of a group, as they are written and as <see cref="ToGroup"/> reads them.</summary>
    public const string Group = "number, phase, count, live, ended, manual, cursor, initiator";

    /// <summary>How a group takes the place of what it was.</summary>
    public const string NewerGroup =
        "phase = excluded.phase, count = excluded.count, live = excluded.live, ended = excluded.ended, manual = excluded.manual, cursor = excluded.cursor, initiator = excluded.initiator";

    /// <summary>The columns of a transition, as they are written and as <see cref="ToTransition"/> reads them.</summary>
    public const string Transition = "number, job, id, from_status, to_status, input, time";

    /// <summary>What <see cref="ToJob"/> reads, of jobs <c>j</c> and their checkpoints <c>c</c>.</summary>
    public const string Job = """
        j.number, j.id, j.type, j.driver, j.group_number, j.member, j.is_blocking, j.status, j.flags, j.error_number, j.error, j.speed,
            j.is_start_requested, j.losses, j.current, j.total, j.created, j.changed, j.sequence, c.sequence, c.current, c.total, c.changed
        """;

    /// <summary>What <see cref="ToBodies"/> reads, of arguments <c>a</c> and a checkpoint <c>c</c>.</summary>
    public const string Bodies = "a.body, c.body, c.sequence";

    public static StoredJob ToJob<T>(T row)
        where T : struct, IStoredRow
    {
        bool hasCheckpoint = !row.IsNull(19);
        bool isCheckpointNewer = hasCheckpoint && row.Number(19) >= row.Number(18);
        return new StoredJobColumns
        {
            Number = row.Number(0),
            Id = row.Text(1)!,
            Type = row.Name(2)!,
            Driver = row.Name(3),
            Group = row.Number(4),
            Member = row.Small(5),
            IsBlocking = row.Flag(6),
            Status = row.Name(7),
            Flags = row.Number(8),
            ErrorNumber = row.Small(9),
            Error = row.Text(10),
            SpeedBytesPerSecond = row.Number(11),
            IsStartRequested = row.Flag(12),
            Losses = row.Small(13),
            Progress = isCheckpointNewer ? new JobProgress(row.Number(20), row.Number(21)) : new JobProgress(row.Number(14), row.Number(15)),
            HasCheckpoint = hasCheckpoint,
            Created = row.Number(16),
            Changed = row.Number(isCheckpointNewer ? 22 : 17),
        }.ToJob();
    }

    public static StoredGroup ToGroup<T>(T row)
        where T : struct, IStoredRow => new StoredGroupColumns
        {
            Number = row.Number(0),
            Phase = row.Text(1),
            Count = row.Small(2),
            Live = row.Small(3),
            Ended = row.Small(4),
            Manual = row.Small(5),
            Cursor = row.Small(6),
            Initiator = row.Small(7),
        }.ToGroup();

    public static StoredTransition ToTransition<T>(T row)
        where T : struct, IStoredRow
    {
        // Names of a newer version become "undefined"; the transition itself stays.
        _ = StoredNames.TryParse(row.Text(3), out JobStatus from);
        _ = StoredNames.TryParse(row.Text(4), out JobStatus to);
        _ = StoredNames.TryParse(row.Text(5), out JobInputKind input);
        _ = StoredTime.TryRead(row.Number(6), out DateTimeOffset time);
        return new StoredTransition(row.Number(0), row.Number(1), row.Text(2)!, from, to, input, time);
    }

    /// <summary>Arguments and checkpoint of a job, and the number of the checkpoint's record.</summary>
    public static (JobBodies Bodies, long CheckpointSequence) ToBodies<T>(T row)
        where T : struct, IStoredRow => row.IsNull(2)
        ? (new JobBodies(row.Bytes(0), null), 0)
        : (new JobBodies(row.Bytes(0), row.Bytes(1)), row.Number(2));
}
