using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using NpgsqlTypes;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>A checkpoint inside a transaction of the application's.</summary>
internal static class PostgreSqlCheckpoint
{
    /// <summary>What distinguishes the tables that a search path leads to from others of the server.</summary>
    public const string Identity = "(select oid from pg_database where datname = current_database()) || '/' || 'qapi_shard'::regclass::oid";

    public static async Task SaveAsync(
        NpgsqlTransaction transaction, string name, int shard, string? identity, long epoch, long job, long sequence, ReadOnlyMemory<byte> body, JobProgress progress,
        CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        try
        {
            // The lock keeps the next owner waiting, but not flushes.
            using var save = new NpgsqlCommand(
                $"""
                with mine as (select shard, sequence from qapi_shard where shard = $1 and epoch = $2 and coalesce($9, {Identity}) = {Identity} for key share)
                insert into qapi_checkpoint(shard, job, sequence, current, total, changed, body)
                select m.shard, j.number, greatest(m.sequence, $4), $5, $6, $7, $8 from mine m join qapi_job j on j.shard = m.shard and j.number = $3
                on conflict (shard, job) do update set sequence = excluded.sequence, current = excluded.current, total = excluded.total,
                    changed = excluded.changed, body = excluded.body
                """,
                connection,
                transaction);
            foreach (object value in (ReadOnlySpan<object>)
                [shard, epoch, job, sequence, progress.Current, progress.Total, StoredTime.Write(DateTimeOffset.UtcNow)])
            {
                save.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            save.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea, Value = body });
            save.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)identity ?? DBNull.Value });
            if (await save.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) != 0)
            {
                return;
            }

            using var fence = new NpgsqlCommand($"select 1 from qapi_shard where shard = $1 and epoch = $2 and coalesce($3, {Identity}) = {Identity}", connection, transaction);
            fence.Parameters.Add(new NpgsqlParameter { Value = shard });
            fence.Parameters.Add(new NpgsqlParameter { Value = epoch });
            fence.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)identity ?? DBNull.Value });
            if (await fence.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is null)
            {
                throw PostgreSqlFaults.Lost(name, epoch);
            }

            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"There is no job with the number {job} in the store {name}."));
        }
        catch (Exception e) when (PostgreSqlFaults.IsOfServer(e))
        {
            throw PostgreSqlFaults.From(e, name);
        }
    }
}
