using System;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace JobClusterNode;

/// <summary>
/// A table outside of the jobs' that refuses older epochs, as any system that jobs act on can: a node that was given up and doesn't know it yet may still be at work
/// on a job that another one has taken up.
/// </summary>
internal sealed class BackupFence(DbDataSource database) : IAsyncDisposable
{
    // Jobs are many, and connections few.
    private readonly SemaphoreSlim _turns = new(2);
    private readonly Lazy<Task> _made = new(() => MakeAsync(database));

    /// <summary>Notes that an owner of a job is at work on it.</summary>
    /// <exception cref="JobFailedException">A newer one has been.</exception>
    public async Task EnterAsync(string id, long epoch, string node, CancellationToken cancellationToken)
    {
        await _made.Value;
        await _turns.WaitAsync(cancellationToken);
        try
        {
            await using DbCommand command = database.CreateCommand("""
                insert into backup_epoch(id, epoch, node) values(@id, @epoch, @node)
                on conflict (id) do update set epoch = excluded.epoch, node = excluded.node where backup_epoch.epoch <= excluded.epoch
                """);
            foreach ((string name, object value) in ((string, object)[])[("id", id), ("epoch", epoch), ("node", node)])
            {
                DbParameter parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            {
                throw new JobFailedException($"Another node has taken up '{id}'; epoch {epoch} is refused");
            }
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _turns.Dispose();
        return database.DisposeAsync();
    }

    private static async Task MakeAsync(DbDataSource database)
    {
        // Nodes that start together make it together, and one of them is told that it is there.
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await using DbCommand command = database.CreateCommand("create table if not exists backup_epoch(id varchar(200) primary key, epoch bigint not null, node text not null)");
                await command.ExecuteNonQueryAsync();
                return;
            }
            catch (DbException) when (attempt < 50)
            {
                await Task.Delay(100);
            }
        }
    }
}
