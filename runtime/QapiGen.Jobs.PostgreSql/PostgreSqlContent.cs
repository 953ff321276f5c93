using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>What is read from a store.</summary>
internal static class PostgreSqlContent
{
    /// <summary>Makes or migrates the tables and takes the next epoch.</summary>
    public static async Task<JobStoreContent> OpenAsync(
        NpgsqlConnection connection, string name, PostgreSqlJobStoreOptions options, string owner, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable rollback = transaction.ConfigureAwait(false);
        int patience = (int)double.Clamp(options.LockTimeout.TotalMilliseconds, 1, int.MaxValue);
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"set local lock_timeout = {patience}"), cancellationToken).ConfigureAwait(false);
        // An epoch is handed to other systems: it never comes twice, at whichever level the rest is kept.
        await ExecuteAsync(connection, PostgreSqlFlush.Level(JobDurability.Machine), cancellationToken).ConfigureAwait(false);
        if (await ExecuteAsync(connection, "show server_encoding", cancellationToken).ConfigureAwait(false) is string encoding and not ("UTF8" or "SQL_ASCII"))
        {
            // A text of a job's that it hasn't would keep all of them from being written.
            throw new JobStoreException(
                JobStoreFault.Unavailable, $"The store {name} can't be used: its database has the encoding {encoding}, and jobs need UTF8. Nothing was changed.");
        }

        await PostgreSqlSchema.MigrateAsync(connection, name, PostgreSqlSchema.Current, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(
            connection, "insert into qapi_shard values($1, 0, 0, '', 0, true, 0, 0, 0) on conflict do nothing", cancellationToken, options.Shard).ConfigureAwait(false);

        // Waits for transactions of the application's that save a checkpoint under the older epoch.
        long epoch, sequence, last, job;
        bool wasClosed;
        using (NpgsqlCommand take = Command(
            connection, "select epoch, is_closed, sequence, transition, job from qapi_shard where shard = $1 for update", options.Shard))
        {
            NpgsqlDataReader row = await take.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable ending = row.ConfigureAwait(false);
            await row.ReadAsync(cancellationToken).ConfigureAwait(false);
            (epoch, wasClosed, sequence, last, job) = (StoredEpoch.Next(row.GetInt64(0), name), row.GetBoolean(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));
        }

        (long jobs, long highestJob, long highestTransition, long highestSequence) = await HighestAsync(connection, options.Shard, cancellationToken).ConfigureAwait(false);
        sequence = StoredNumber.Last(sequence, highestSequence);
        last = StoredNumber.Last(last, highestTransition);
        job = StoredNumber.Last(job, highestJob);
        await ExecuteAsync(
            connection,
            "update qapi_shard set epoch = $2, attempt = 0, owner = $3, opened = $4, is_closed = false, sequence = $5, transition = $6, job = $7 where shard = $1",
            cancellationToken, options.Shard, epoch, owner, StoredTime.Write(DateTimeOffset.UtcNow), sequence, last, job).ConfigureAwait(false);
        List<StoredGroup> groups = await GroupsAsync(connection, options.Shard, cancellationToken).ConfigureAwait(false);
        List<StoredNote> notes = await NotesAsync(connection, options.Shard, cancellationToken).ConfigureAwait(false);
        var identity = (string?)await ExecuteAsync(connection, "select " + PostgreSqlCheckpoint.Identity, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new JobStoreContent(epoch, sequence, last, job, jobs, groups, wasClosed) { Notes = notes, Identity = identity };
    }

    /// <summary>The jobs after one, oldest first.</summary>
    public static async Task<List<StoredJob>> JobsAsync(
        NpgsqlConnection connection, int shard, long after, int max, Dictionary<string, string> texts, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = Command(
            connection,
            $"""
            select {StoredRows.Job}
            from qapi_job j left join qapi_checkpoint c on c.shard = j.shard and c.job = j.number
            where j.shard = $1 and j.number > $2 order by j.number limit $3
            """,
            shard, after, max);
        NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable ending = row.ConfigureAwait(false);
        var jobs = new List<StoredJob>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            jobs.Add(StoredRows.ToJob(new PostgreSqlRow(row, texts)));
        }

        return jobs;
    }

    /// <summary>Arguments and checkpoint of a job, and the number of the checkpoint's record.</summary>
    public static async Task<(JobBodies? Bodies, long CheckpointSequence)> BodiesAsync(
        NpgsqlConnection connection, int shard, long job, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = Command(
            connection,
            $"""
            select {StoredRows.Bodies}
            from qapi_job j left join qapi_arguments a on a.shard = j.shard and a.job = j.number
                left join qapi_checkpoint c on c.shard = j.shard and c.job = j.number
            where j.shard = $1 and j.number = $2
            """,
            shard, job);
        NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable ending = row.ConfigureAwait(false);
        if (!await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return default;
        }

        return StoredRows.ToBodies(new PostgreSqlRow(row));
    }

    public static async Task<JobHistoryPage> HistoryAsync(NpgsqlConnection connection, int shard, long after, int max, CancellationToken cancellationToken)
    {
        var transitions = new List<StoredTransition>();
        using (NpgsqlCommand command = Command(
            connection,
            $"select {StoredRows.Transition} from qapi_transition where shard = $1 and number > $2 order by number limit $3",
            shard, after, max))
        {
            NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable ending = row.ConfigureAwait(false);
            while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                transitions.Add(StoredRows.ToTransition(new PostgreSqlRow(row)));
            }
        }

        // Read last: what is deleted meanwhile is called gone, and never the other way round.
        object? oldest = await ExecuteAsync(
            connection, "select number from qapi_transition where shard = $1 order by number limit 1", cancellationToken, shard).ConfigureAwait(false);
        return new JobHistoryPage(transitions, oldest as long? ?? 0);
    }

    public static async Task<object?> ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        using NpgsqlCommand command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (object value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static async Task<(long Jobs, long Job, long Transition, long Sequence)> HighestAsync(
        NpgsqlConnection connection, int shard, CancellationToken cancellationToken)
    {
        // A checkpoint that was saved in a transaction of the application's may be numbered after records that were lost with the owner: what comes now is newer.
        using NpgsqlCommand command = Command(
            connection,
            $"""
            select j.jobs, coalesce(j.number, 0), coalesce((select max(number) from qapi_transition where shard = $1 and number <= {StoredNumber.Max}), 0),
                greatest(j.sequence, (select max(sequence) from qapi_checkpoint where shard = $1 and sequence <= {StoredNumber.Max}), 0)
            from (select count(*) as jobs, max(number) filter (where number <= {StoredNumber.Max}) as number,
                max(sequence) filter (where sequence <= {StoredNumber.Max}) as sequence from qapi_job where shard = $1) j
            """,
            shard);
        NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable ending = row.ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
    }

    private static async Task<List<StoredGroup>> GroupsAsync(NpgsqlConnection connection, int shard, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = Command(
            connection, $"select {StoredRows.Group} from qapi_group where shard = $1 order by number", shard);
        NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable ending = row.ConfigureAwait(false);
        var groups = new List<StoredGroup>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            groups.Add(StoredRows.ToGroup(new PostgreSqlRow(row)));
        }

        return groups;
    }

    private static async Task<List<StoredNote>> NotesAsync(NpgsqlConnection connection, int shard, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = Command(connection, "select key, value from qapi_note where shard = $1", shard);
        NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable ending = row.ConfigureAwait(false);
        var notes = new List<StoredNote>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            notes.Add(new StoredNote(row.GetString(0), row.GetString(1)));
        }

        return notes;
    }
}
