using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>Writes records in one round trip and one transaction, under an epoch.</summary>
/// <remarks>
/// The first statement takes the owner's row, if it still has the epoch and the record before; every further one does something only where that has succeeded in
/// this attempt. So no owner but the last writes, and a batch whose commit had an unknown outcome isn't written twice.
/// </remarks>
internal sealed class PostgreSqlFlush(string name, long epoch, PostgreSqlJobStoreOptions options)
{
    private readonly JobBatch _batch = new();
    private long _attempt;
    private long _oldest;

    /// <summary>Somebody who holds a row for longer is told of, instead of being waited for without a word.</summary>
    private const string LockTimeout = "set_config('lock_timeout', '5s', true)";

    /// <summary>Sets what a commit waits for, for this transaction.</summary>
    public static string Level(JobDurability durability) => durability == JobDurability.Machine
        ? "select set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end, true)"
        : "select set_config('synchronous_commit', 'off', true)";

    /// <summary>Writes all of them or none.</summary>
    /// <exception cref="JobStoreException">Ownership is lost.</exception>
    public async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<JobRecord> records)
    {
        _batch.Read(records);
        _attempt++;
        try
        {
            using var statements = new NpgsqlBatch(connection);
            statements.BatchCommands.Add(new NpgsqlBatchCommand($"{Level(options.Durability)}, {LockTimeout}"));
            NpgsqlBatchCommand fence = Fence();
            statements.BatchCommands.Add(fence);
            var rows = new PostgreSqlRows(statements.BatchCommands, options.Shard, epoch, _attempt);
            WriteRows(rows);
            long oldest = Trim(rows);
            await statements.ExecuteNonQueryAsync().ConfigureAwait(false);
            if (fence.RecordsAffected == 0)
            {
                await RequireWrittenAsync(connection).ConfigureAwait(false);
            }

            _oldest = oldest;
        }
        finally
        {
            _batch.Clear();
        }
    }

    /// <summary>Looks whether the store is still this owner's, without writing.</summary>
    /// <exception cref="JobStoreException">It isn't.</exception>
    public async Task CheckAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        object? owner = await PostgreSqlContent.ExecuteAsync(
            connection, "select epoch from qapi_shard where shard = $1", cancellationToken, options.Shard).ConfigureAwait(false);
        if (owner is not long now || now != epoch)
        {
            throw PostgreSqlFaults.Lost(name, epoch);
        }
    }

    /// <summary>Notes that the owner has ended well.</summary>
    public async Task CloseAsync(NpgsqlConnection connection) => await PostgreSqlContent.ExecuteAsync(
        connection, "update qapi_shard set is_closed = true where shard = $1 and epoch = $2", CancellationToken.None, options.Shard, epoch).ConfigureAwait(false);

    private NpgsqlBatchCommand Fence()
    {
        var fence = new NpgsqlBatchCommand("""
            update qapi_shard set attempt = $3, sequence = $5, transition = greatest(transition, $6), job = greatest(job, $7)
            where shard = $1 and epoch = $2 and sequence = $4
            """);
        object[] values =
        [
            options.Shard, epoch, _attempt, _batch.FirstSequence - 1, _batch.LastSequence, _batch.LastTransition, _batch.LastJob,
        ];
        fence.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return fence;
    }

    private void WriteRows(PostgreSqlRows rows)
    {
        rows.AddTransitions(_batch);
        var gone = new List<long>();
        var made = new List<JobChange>();
        var changed = new List<JobChange>();
        var checkpoints = new List<JobChange>();
        foreach (JobChange job in _batch.Jobs)
        {
            if (job.IsRemoved)
            {
                if (job.Definition is null)
                {
                    gone.Add(job.Number);
                }

                continue;
            }

            if (job.Definition is not null)
            {
                made.Add(job);
            }
            else if (job.HasState)
            {
                changed.Add(job);
            }

            if (job.CheckpointSequence != 0)
            {
                checkpoints.Add(job);
            }
        }

        rows.Remove(gone);
        rows.Insert(made);
        rows.Update(changed);
        rows.WriteCheckpoints(checkpoints);
        rows.WriteGroups([.. _batch.Groups.Where(static item => item.Value.Phase != JobTransactionPhase.Closed)]);
        rows.RemoveGroups([.. _batch.Groups.Where(static item => item.Value.Phase == JobTransactionPhase.Closed).Select(static item => item.Key)]);
        rows.WriteNotes([.. _batch.Notes.Where(static note => note.Value is not null)]);
        rows.RemoveNotes([.. _batch.Notes.Where(static note => note.Value is null).Select(static note => note.Key)]);
    }

    /// <summary>Deletes what is too old: a little more than comes, so that a limit that was lowered stops nobody.</summary>
    /// <returns>The oldest then.</returns>
    private long Trim(PostgreSqlRows rows)
    {
        if (_batch.LastTransition == 0)
        {
            return _oldest;
        }

        long end = _batch.LastTransition - options.HistoryLimit;
        if (_oldest != 0)
        {
            end = long.Min(end, _oldest + (2L * _batch.TransitionCount) + 1000);
        }

        // Not in every flush: a deletion costs a look at the index.
        if (end < _oldest + (options.HistoryLimit / 100))
        {
            return _oldest;
        }

        rows.Trim(end);
        return end + 1;
    }

    private async Task RequireWrittenAsync(NpgsqlConnection connection)
    {
        object? state = await PostgreSqlContent.ExecuteAsync(
            connection, "select epoch || ' ' || sequence from qapi_shard where shard = $1", CancellationToken.None, options.Shard).ConfigureAwait(false);
        if (state is string text && text == $"{epoch} {_batch.LastSequence}")
        {
            return;
        }

        throw state is string other && other.StartsWith($"{epoch} ", System.StringComparison.Ordinal)
            ? new JobStoreException(
                JobStoreFault.OwnershipLost,
                $"The store {name} was changed by somebody else: its last record is {other[(other.IndexOf(' ') + 1)..]}, and should be {_batch.FirstSequence - 1}.")
            : PostgreSqlFaults.Lost(name, epoch);
    }
}
