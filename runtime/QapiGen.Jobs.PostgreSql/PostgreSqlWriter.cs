using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>The one who writes. It has a connection of the pool as long as there is something to write: a host may have many stores, and most of them are quiet.</summary>
internal sealed class PostgreSqlWriter(JobStoreQueue queue, NpgsqlDataSource source, string name, long epoch, PostgreSqlJobStoreOptions options)
{
    private readonly PostgreSqlFlush _flush = new(name, epoch, options);
    /// <summary>How long a look at the owner may take: what is appended meanwhile waits for it.</summary>
    private static readonly TimeSpan s_checkTimeout = TimeSpan.FromSeconds(5);

    private NpgsqlConnection? _connection;
    private volatile bool _isAbandoned;

    /// <summary>Completes when the writer has ended and let its connection go.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public void Start() => Ended = Task.Run(RunAsync);

    /// <summary>Ends without a flush, as the death of the process would.</summary>
    public void Abandon() => _isAbandoned = true;

    private async Task RunAsync()
    {
        while (!queue.OwnershipLost.IsCancellationRequested && !_isAbandoned)
        {
            IReadOnlyList<JobRecord> records = queue.Take();
            if (records.Count != 0)
            {
                if (await TryWriteAsync(records).ConfigureAwait(false))
                {
                    continue;
                }

                if (queue.Closing.IsCancellationRequested)
                {
                    break;
                }

                await Task.Delay(queue.RetryDelay, queue.Closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else if (queue.Closing.IsCancellationRequested)
            {
                break;
            }
            else if (queue.TakeOwnerCheck())
            {
                await CheckAsync().ConfigureAwait(false);
            }
            else
            {
                await LeaveAsync().ConfigureAwait(false);
                await queue.WaitAsync().ConfigureAwait(false);
            }
        }

        await EndAsync().ConfigureAwait(false);
    }

    private async Task<bool> TryWriteAsync(IReadOnlyList<JobRecord> records)
    {
        try
        {
            _connection ??= await source.OpenConnectionAsync().ConfigureAwait(false);
            await _flush.WriteAsync(_connection, records).ConfigureAwait(false);
            queue.Succeed();
            return true;
        }
        catch (JobStoreException e) when (e.Fault == JobStoreFault.OwnershipLost)
        {
            await queue.LoseAsync(e).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgreSqlFaults.IsOfServer(e))
        {
            queue.Fail(PostgreSqlFaults.From(e, name));
            await LeaveAsync().ConfigureAwait(false);

            // Not another one of the same kind: broken, or to a server that has become a standby.
            source.Clear();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A record that can't be: the host lives, and its health tells.
            queue.Fail(new JobStoreException(JobStoreFault.Unavailable, $"Records {records[0].Sequence} to {records[^1].Sequence} can't be written: {e.Message}", e));
            await LeaveAsync().ConfigureAwait(false);
        }

        return false;
    }

    private async Task CheckAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(queue.Closing);
        patience.CancelAfter(s_checkTimeout);
        try
        {
            _connection ??= await source.OpenConnectionAsync(patience.Token).ConfigureAwait(false);
            await _flush.CheckAsync(_connection, patience.Token).ConfigureAwait(false);
        }
        catch (JobStoreException e)
        {
            await queue.LoseAsync(e).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Nothing waits that could be held up by it. What is broken isn't kept for the next flush, which tells.
            await LeaveAsync().ConfigureAwait(false);
            if (e is NpgsqlException { IsTransient: true })
            {
                source.Clear();
            }
        }
    }

    private async Task EndAsync()
    {
        if (!_isAbandoned && queue.IsEmpty && !queue.OwnershipLost.IsCancellationRequested)
        {
            try
            {
                _connection ??= await source.OpenConnectionAsync().ConfigureAwait(false);
                await _flush.CloseAsync(_connection).ConfigureAwait(false);
            }
            catch (Exception e) when (PostgreSqlFaults.IsOfServer(e))
            {
                // The next owner takes it as a loss, and looks.
            }
        }

        await LeaveAsync().ConfigureAwait(false);
    }

    private async Task LeaveAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
