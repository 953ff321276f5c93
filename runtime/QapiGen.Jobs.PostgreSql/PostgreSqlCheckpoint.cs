using System;
using System.Data;
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

    // Which server it is; null for a role that may not ask, which the text in the text is for: what a statement itself calls has to be allowed, whether it comes to it or not.
    private const string Server =
        """
        (case when has_function_privilege(to_regprocedure('pg_catalog.pg_control_system()')::oid, 'execute')
            then (select word from ts_stat('select array_to_tsvector(array[system_identifier::text]) from pg_catalog.pg_control_system()')) end)
        """;

    /// <summary>
    /// What distinguishes the tables that a search path leads to from others of the server, and of other servers, if the role may ask for that, as any may unless it was taken
    /// from them: those that were set up alike number alike.
    /// </summary>
    public const string Identity = $"{Tables} || coalesce('/' || {Server}, '')";

    /// <summary>Saves it.</summary>
    /// <returns>Number of the transaction.</returns>
    public static async Task<long> SaveAsync(
        NpgsqlTransaction transaction, string name, int shard, string? identity, long epoch, long job, long sequence, ReadOnlyMemory<byte> body, JobProgress progress,
        CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        try
        {
            // The lock keeps the next owner waiting, but not flushes.
            using var save = new NpgsqlCommand(
                $"""
                with mine as (select shard, sequence from qapi_shard where shard = $1 and epoch = $2 and {IsHere("$9", "$10")} for key share)
                insert into qapi_checkpoint(shard, {StoredRows.Checkpoint})
                select m.shard, j.number, greatest(m.sequence, $4), $5, $6, $7, $8 from mine m join qapi_job j on j.shard = m.shard and j.number = $3
                on conflict (shard, job) do update set {StoredRows.NewerCheckpoint}
                returning txid_current()
                """,
                connection,
                transaction);
            foreach (object value in (ReadOnlySpan<object>)
                [shard, epoch, job, sequence, progress.Current, progress.Total, StoredTime.Write(DateTimeOffset.UtcNow)])
            {
                save.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            save.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea, Value = body });
            AddIdentity(save, identity);
            if (await save.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long number)
            {
                return number;
            }

            await RequireOwnAsync(connection, transaction, name, shard, identity, epoch, cancellationToken).ConfigureAwait(false);
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"There is no job with the number {job} in the store {name}."));
        }
        catch (Exception e) when (PostgreSqlFaults.IsOfServer(e))
        {
            throw PostgreSqlFaults.From(e, name);
        }
    }

    /// <summary>Whether a transaction is still open, and its rows are held.</summary>
    /// <param name="transaction">What stood for it; for Npgsql, it stands for the connection's next one as well.</param>
    /// <param name="number">Its number.</param>
    public static async ValueTask<bool> IsOpenAsync(NpgsqlTransaction transaction, long number)
    {
        try
        {
            // Told of an open one only.
            _ = transaction.IsolationLevel;
            if (transaction.Connection is not { State: ConnectionState.Open } connection)
            {
                return false;
            }

            if (connection.FullState != ConnectionState.Open)
            {
                // It is at work, and can't be asked.
                return true;
            }

            using var look = new NpgsqlCommand("select txid_current_if_assigned()", connection, transaction);
            return await look.ExecuteScalarAsync().ConfigureAwait(false) is long now && now == number;
        }
        catch (Exception e) when (e is InvalidOperationException || PostgreSqlFaults.IsOfServer(e))
        {
            // It has ended, or failed, which gives back what it held.
            return false;
        }
    }

    /// <summary>Whether the store is here, as far as the role that opened it, and this one, may ask.</summary>
    private static string IsHere(string tables, string server) => $"coalesce({tables} = {Tables}, true) and coalesce({server} = {Server}, true)";

    private static void AddIdentity(NpgsqlCommand command, string? identity)
    {
        string[] parts = identity?.Split('/') ?? [];
        string? tables = parts.Length < 2 ? null : $"{parts[0]}/{parts[1]}";
        foreach (string? part in (ReadOnlySpan<string?>)[tables, parts.ElementAtOrDefault(2)])
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)part ?? DBNull.Value });
        }
    }

    /// <summary>Says why nothing was saved, if it isn't for want of the job.</summary>
    private static async Task RequireOwnAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string name, int shard, string? identity, long epoch, CancellationToken cancellationToken)
    {
        using var look = new NpgsqlCommand($"select {IsHere("$3", "$4")}, exists (select 1 from qapi_shard where shard = $1 and epoch = $2)", connection, transaction);
        look.Parameters.Add(new NpgsqlParameter { Value = shard });
        look.Parameters.Add(new NpgsqlParameter { Value = epoch });
        AddIdentity(look, identity);
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
