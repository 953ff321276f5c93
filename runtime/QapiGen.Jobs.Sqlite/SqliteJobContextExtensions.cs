using System;
using System.Threading;
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
    /// <param name="job">The job. Checkpoints of it that are under way are older, and don't replace this one.</param>
    /// <param name="checkpoint">How far the work is when the transaction is committed.</param>
    /// <param name="transaction">The transaction, of a connection to that file, not one to which it is attached. Flushes of the store wait until it ends, so it should be short, and nothing of the job may be awaited in it but this.</param>
    /// <param name="shard">The store's <see cref="SqliteJobStoreOptions.Shard"/>.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="JobStoreException">Another host has opened the store, or the file isn't that of the job's store: the transaction should be rolled back.</exception>
    /// <exception cref="InvalidOperationException">The job isn't kept, or the transaction has ended.</exception>
    /// <exception cref="OperationCanceledException">The driver is to stop here, since the host ends: the transaction is to be rolled back.</exception>
    /// <example><code>
    /// await using SqliteTransaction transaction = connection.BeginTransaction();
    /// ...                                                              // the effect
    /// await job.SaveCheckpointAsync(at with { Done = n }, transaction);
    /// await transaction.CommitAsync();
    /// </code></example>
    public static ValueTask SaveCheckpointAsync<T>(
        this JobContext job, T checkpoint, SqliteTransaction transaction, int shard = 0, CancellationToken cancellationToken = default)
        where T : IWireCodec<T>
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(transaction);
        if (job.Number == 0)
        {
            throw new InvalidOperationException("The job isn't kept in a store.");
        }

        // SQLite has no asynchronous calls; the name is that of the other stores.
        cancellationToken.ThrowIfCancellationRequested();
        SqliteCheckpoint.Save(
            transaction, transaction.Connection?.DataSource ?? "", shard, job.StoreIdentity, job.Epoch, job.Number, job.HandOverCheckpoints(), WireJson.Serialize(checkpoint),
            job.Progress);
        return default;
    }
}
