using System.Collections.Generic;
using System.Data.Common;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>What rows say, and which columns they need; whatever a row says, it is a job, a group or a transition, maybe a damaged one.</summary>
internal static class PostgreSqlReading
{
    /// <summary>The columns of <see cref="Job"/>, of jobs <c>j</c> and their checkpoints <c>c</c>.</summary>
    public const string JobColumns = """
        j.number, j.id, j.type, j.driver, j.group_number, j.member, j.is_blocking, j.status, j.flags, j.error_number, j.error, j.speed,
            j.is_start_requested, j.losses, j.current, j.total, j.created, j.changed, j.sequence, c.sequence, c.current, c.total, c.changed
        """;

    /// <summary>The columns of <see cref="Group"/>.</summary>
    public const string GroupColumns = "number, phase, count, live, ended, manual, cursor, initiator";

    /// <summary>The columns of <see cref="Transition"/>.</summary>
    public const string TransitionColumns = "number, job, id, from_status, to_status, input, time";

    /// <summary>The columns of <see cref="Bodies"/>, of arguments <c>a</c> and a checkpoint <c>c</c>.</summary>
    public const string BodyColumns = "a.body, c.body, c.sequence";

    public static StoredJob Job(DbDataReader row, Dictionary<string, string> texts)
    {
        bool hasCheckpoint = !row.IsDBNull(19);
        bool isCheckpointNewer = hasCheckpoint && row.GetInt64(19) >= row.GetInt64(18);
        return new StoredJobColumns
        {
            Number = row.GetInt64(0),
            Id = row.GetString(1),
            Type = Shared(row.GetString(2), texts),
            Driver = row.IsDBNull(3) ? null : Shared(row.GetString(3), texts),
            Group = row.GetInt64(4),
            Member = row.GetInt32(5),
            IsBlocking = row.GetBoolean(6),
            Status = row.GetString(7),
            Flags = row.GetInt64(8),
            ErrorNumber = row.GetInt32(9),
            Error = row.IsDBNull(10) ? null : row.GetString(10),
            SpeedBytesPerSecond = row.GetInt64(11),
            IsStartRequested = row.GetBoolean(12),
            Losses = row.GetInt32(13),
            Progress = isCheckpointNewer ? new JobProgress(row.GetInt64(20), row.GetInt64(21)) : new JobProgress(row.GetInt64(14), row.GetInt64(15)),
            HasCheckpoint = hasCheckpoint,
            Created = row.GetInt64(16),
            Changed = row.GetInt64(isCheckpointNewer ? 22 : 17),
        }.ToJob();
    }

    public static StoredGroup Group(DbDataReader row) => new StoredGroupColumns
    {
        Number = row.GetInt64(0),
        Phase = row.GetString(1),
        Count = row.GetInt32(2),
        Live = row.GetInt32(3),
        Ended = row.GetInt32(4),
        Manual = row.GetInt32(5),
        Cursor = row.GetInt32(6),
        Initiator = row.GetInt32(7),
    }.ToGroup();

    public static StoredTransition Transition(DbDataReader row)
    {
        // Names of a newer version become "undefined"; the transition itself stays.
        _ = StoredNames.TryParse(row.GetString(3), out JobStatus from);
        _ = StoredNames.TryParse(row.GetString(4), out JobStatus to);
        _ = StoredNames.TryParse(row.GetString(5), out JobInputKind input);
        _ = StoredTime.TryRead(row.GetInt64(6), out System.DateTimeOffset time);
        return new StoredTransition(row.GetInt64(0), row.GetInt64(1), row.GetString(2), from, to, input, time);
    }

    /// <summary>Arguments and checkpoint of a job, and the number of the checkpoint's record.</summary>
    public static (JobBodies Bodies, long CheckpointSequence) Bodies(DbDataReader row) => row.IsDBNull(2)
        ? (new JobBodies(Bytes(row, 0), null), 0)
        : (new JobBodies(Bytes(row, 0), Bytes(row, 1)), row.GetInt64(2));

    private static byte[] Bytes(DbDataReader row, int column) => row.IsDBNull(column) ? [] : row.GetFieldValue<byte[]>(column);

    // Few types and drivers, many jobs.
    private static string Shared(string text, Dictionary<string, string> texts) => texts.TryGetValue(text, out string? known) ? known : texts[text] = text;
}
