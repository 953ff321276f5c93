using System;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Sqlite;

/// <summary>Checkpoints together with what a driver does in the same file.</summary>
public static class SqliteJobContextExtensions
{
    /// <summary>
    /// Saves a checkpoint inside a transaction on the file that the job is kept in: what the driver does there and the checkpoint are kept together or not at
    /// all, so that effects happen exactly once.
    /// </summary>
    /// <typeparam name="T">A type of a QAPI schema.</typeparam>
    /// <param name="job">The job.</param>
    /// <param name="checkpoint">How far the work is when the transaction is committed.</param>
    /// <param name="transaction">The transaction. Flushes of the store wait until it ends, so it should be short, and nothing of the job may be awaited in it.</param>
    /// <param name="shard">The store's <see cref="SqliteJobStoreOptions.Shard"/>.</param>
    /// <exception cref="JobStoreException">Another host has opened the store, or the file has no store: the transaction should be rolled back.</exception>
    /// <exception cref="InvalidOperationException">The job isn't kept, or a checkpoint of it is under way: <see cref="JobContext.FlushCheckpointsAsync"/> comes before the transaction.</exception>
    /// <example><code>
    /// await using SqliteTransaction transaction = connection.BeginTransaction();
    /// ...                                                              // the effect
    /// job.SaveCheckpoint(at with { Done = n }, transaction);
    /// await transaction.CommitAsync();
    /// </code></example>
    public static void SaveCheckpoint<T>(this JobContext job, T checkpoint, SqliteTransaction transaction, int shard = 0)
        where T : IWireCodec<T>
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(transaction);
        if (job.Number == 0)
        {
            throw new InvalidOperationException("The job isn't kept in a store.");
        }

        // It could never be durable, since the transaction keeps the writer waiting.
        ValueTask flushed = job.FlushCheckpointsAsync();
        if (!flushed.IsCompleted)
        {
            throw new InvalidOperationException("A checkpoint of the job is under way: await FlushCheckpointsAsync before the transaction begins.");
        }

        flushed.GetAwaiter().GetResult();
        SqliteCheckpoint.Save(
            transaction, transaction.Connection?.DataSource ?? "", shard, identity: null, job.Epoch, job.Number, sequence: 0, WireJson.Serialize(checkpoint), job.Progress);
    }
}
