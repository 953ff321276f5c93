using System;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Sqlite;

/// <summary>A checkpoint inside a transaction of the application's.</summary>
/// <remarks>In the connection's own file: SQLite commits one that is attached after it, so that the death of the process between leaves one of them.</remarks>
internal static class SqliteCheckpoint
{
    public static void Save(
        SqliteTransaction transaction, string path, int shard, string? identity, long epoch, long job, long sequence, ReadOnlyMemory<byte> body, JobProgress progress)
    {
        SqliteConnection connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        try
        {
            // Writes nothing, but makes the transaction the one that writes: whoever opens the store next waits for its end.
            using (SqliteCommand fence = Command(
                connection, transaction, shard, "update main.qapi_store set epoch = epoch where id = 1 and epoch = @epoch and identity = ifnull(@identity, identity)"))
            {
                fence.Parameters.AddWithValue("@epoch", epoch);
                fence.Parameters.AddWithValue("@identity", (object?)identity ?? DBNull.Value);
                if (fence.ExecuteNonQuery() == 0)
                {
                    throw IsOther(connection, transaction, shard, identity) ? SqliteFaults.OtherStore(path) : SqliteFaults.Lost(path, epoch);
                }
            }

            using SqliteCommand save = Command(connection, transaction, shard, $"""
                insert into main.qapi_checkpoint({StoredRows.Checkpoint})
                select @job, max(@sequence, (select sequence from main.qapi_store)), @current, @total, @changed, @body where exists (select 1 from main.qapi_job where number = @job)
                on conflict(job) do update set {StoredRows.NewerCheckpoint}
                """);
            save.Parameters.AddWithValue("@job", job);
            save.Parameters.AddWithValue("@sequence", sequence);
            save.Parameters.AddWithValue("@current", progress.Current);
            save.Parameters.AddWithValue("@total", progress.Total);
            save.Parameters.AddWithValue("@changed", StoredTime.Write(DateTimeOffset.UtcNow));
            save.Parameters.AddWithValue("@body", Array(body));
            if (save.ExecuteNonQuery() == 0)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"There is no job with the number {job} in the store '{path}'."));
            }
        }
        catch (SqliteException e)
        {
            throw SqliteFaults.From(e.SqliteExtendedErrorCode, e.Message, path, e);
        }
    }

    private static bool IsOther(SqliteConnection connection, SqliteTransaction transaction, int shard, string? identity)
    {
        using SqliteCommand look = Command(connection, transaction, shard, "select identity from main.qapi_store where id = 1");
        return identity is not null && look.ExecuteScalar() is string there && there != identity;
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction transaction, int shard, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = SqliteSession.OfShard(sql, shard);
        return command;
    }

    private static byte[] Array(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out ArraySegment<byte> array) && array.Count == array.Array!.Length ? array.Array : body.ToArray();
}
