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
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(0.5);

    // Jobs are many, and connections few.
    private readonly SemaphoreSlim _turns = new(2);
    private volatile bool _isMade;

    /// <summary>Notes that an owner of a job is at work on it. Waits while the database is away, as the store of the jobs does.</summary>
    /// <exception cref="JobFailedException">A newer one has been.</exception>
    public async Task EnterAsync(string id, long epoch, string node, CancellationToken cancellationToken)
    {
        bool isTold = false;
        while (true)
        {
            await _turns.WaitAsync(cancellationToken);
            try
            {
                await MakeAsync(cancellationToken);
                await NoteAsync(id, epoch, node, cancellationToken);
                return;
            }
            catch (DbException fault) when (!cancellationToken.IsCancellationRequested)
            {
                // Or another node makes the table just now.
                if (!isTold)
                {
                    await Console.Out.WriteLineAsync($"{id} waits on node {node}: {fault.Message}");
                    isTold = true;
                }
            }
            finally
            {
                _turns.Release();
            }

            await Task.Delay(s_again, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _turns.Dispose();
        return database.DisposeAsync();
    }

    private async Task NoteAsync(string id, long epoch, string node, CancellationToken cancellationToken)
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

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        if (!_isMade)
        {
            await using DbCommand command = database.CreateCommand("create table if not exists backup_epoch(id varchar(200) primary key, epoch bigint not null, node text not null)");
            await command.ExecuteNonQueryAsync(cancellationToken);
            _isMade = true;
        }
    }
}
