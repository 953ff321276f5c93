using System;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
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
    private const string Tables = "(select oid from pg_database where datname = current_database()) || '/' || 'qapi_shard'::regclass::oid";

    /// <summary>Whether the role may ask which server it is; any may, unless it was taken from them.</summary>
    public const string MayAskForServer = "select coalesce(has_function_privilege(to_regprocedure('pg_catalog.pg_control_system()')::oid, 'execute'), false)";

    /// <summary>What distinguishes the tables that a search path leads to from others of the server, and of other servers: those that were set up alike number alike.</summary>
    public static string Identity(bool hasServer) => hasServer ? Tables + " || '/' || (select system_identifier from pg_catalog.pg_control_system())" : Tables;

    public static async Task SaveAsync(
        NpgsqlTransaction transaction, string name, int shard, string? identity, long epoch, long job, long sequence, ReadOnlyMemory<byte> body, JobProgress progress,
        CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        string here = Identity(identity?.Count('/') == 2);
        try
        {
            // The lock keeps the next owner waiting, but not flushes.
            using var save = new NpgsqlCommand(
                $"""
                with mine as (select shard, sequence from qapi_shard where shard = $1 and epoch = $2 and coalesce($9, {here}) = {here} for key share)
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

            await RequireOwnAsync(connection, transaction, name, shard, identity, here, epoch, cancellationToken).ConfigureAwait(false);
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"There is no job with the number {job} in the store {name}."));
        }
        catch (Exception e) when (PostgreSqlFaults.IsOfServer(e))
        {
            throw PostgreSqlFaults.From(e, name);
        }
    }
    /// <summary>Says why nothing was saved, if it isn't for want of the job.</summary>
    private static async Task RequireOwnAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string name, int shard, string? identity, string here, long epoch, CancellationToken cancellationToken)
    {
        using var look = new NpgsqlCommand($"select coalesce($1, {here}) = {here}, exists (select 1 from qapi_shard where shard = $2 and epoch = $3)", connection, transaction);
        look.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)identity ?? DBNull.Value });
        look.Parameters.Add(new NpgsqlParameter { Value = shard });
        look.Parameters.Add(new NpgsqlParameter { Value = epoch });
        NpgsqlDataReader row = await look.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable ending = row.ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!row.GetBoolean(0))
        {
            throw PostgreSqlFaults.OtherStore(name);
        }

        if (!row.GetBoolean(1))
        {
            throw PostgreSqlFaults.Lost(name, epoch);
        }
    }
}
