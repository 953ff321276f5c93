using System;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>Checkpoints together with what a driver does in the same database.</summary>
public static class PostgreSqlJobContextExtensions
{
    /// <summary>
    /// Saves a checkpoint inside a transaction in the database that the job is kept in: what the driver does there and the checkpoint are kept together or not
    /// at all, so that effects happen exactly once.
    /// </summary>
    /// <typeparam name="T">A type of a QAPI schema.</typeparam>
    /// <param name="job">The job; waits for a checkpoint of it that is under way.</param>
    /// <param name="checkpoint">How far the work is when the transaction is committed.</param>
    /// <param name="transaction">
    /// The transaction; its search path leads to the store's tables. Until it ends, checkpoints of the job outside of it are refused: they, and with them whatever else the
    /// store has to write, would wait for its end.
    /// </param>
    /// <param name="shard">The store's <see cref="PostgreSqlJobStoreOptions.Shard"/>.</param>
    /// <param name="cancellationToken">Gives up; the transaction can only be rolled back then.</param>
    /// <exception cref="JobStoreException">Another host has opened the store, the transaction's tables aren't those of the job's store, or the server can't be used: the transaction should be rolled back.</exception>
    /// <exception cref="InvalidOperationException">The job isn't kept.</exception>
    public static async ValueTask SaveCheckpointAsync<T>(
        this JobContext job, T checkpoint, NpgsqlTransaction transaction, int shard = 0, CancellationToken cancellationToken = default)
        where T : IWireCodec<T>
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(transaction);
        if (job.Number == 0)
        {
            throw new InvalidOperationException("The job isn't kept in a store.");
        }

        await job.FlushCheckpointsAsync().ConfigureAwait(false);
        long number = await PostgreSqlCheckpoint.SaveAsync(
            transaction, $"'{transaction.Connection?.Database}'", shard, job.StoreIdentity, job.Epoch, job.Number, sequence: 0, WireJson.Serialize(checkpoint), job.Progress,
            cancellationToken).ConfigureAwait(false);
        job.HoldCheckpoints(() => PostgreSqlCheckpoint.IsOpenAsync(transaction, number));
    }
}
