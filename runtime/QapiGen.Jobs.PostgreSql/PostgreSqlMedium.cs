using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>The tables, for their writer. It has a connection of the pool as long as there is something to write: a host may have many stores, and most of them are quiet.</summary>
internal sealed class PostgreSqlMedium(NpgsqlDataSource source, string name, long epoch, PostgreSqlJobStoreOptions options) : JobStoreMedium
{
    /// <summary>How long a look at the owner may take: what is appended meanwhile waits for it.</summary>
    private static readonly TimeSpan s_checkTimeout = TimeSpan.FromSeconds(5);

    private readonly PostgreSqlFlush _flush = new(name, epoch, options);
    private NpgsqlConnection? _connection;

    public override async ValueTask WriteAsync(IReadOnlyList<JobRecord> records)
    {
        try
        {
            _connection ??= await source.OpenConnectionAsync().ConfigureAwait(false);
            await _flush.WriteAsync(_connection, records).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgreSqlFaults.IsOfServer(e))
        {
            throw PostgreSqlFaults.From(e, name);
        }
    }

    public override async ValueTask MendAsync(JobStoreException fault)
    {
        await RestAsync().ConfigureAwait(false);
        if (fault.InnerException is { } cause && PostgreSqlFaults.IsOfServer(cause))
        {
            // Not another one of the same kind: broken, or to a server that has become a standby.
            source.Clear();
        }
    }

    public override async ValueTask CheckOwnerAsync(CancellationToken closing)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing);
        patience.CancelAfter(s_checkTimeout);
        try
        {
            _connection ??= await source.OpenConnectionAsync(patience.Token).ConfigureAwait(false);
            await _flush.CheckAsync(_connection, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not JobStoreException)
        {
            // What is broken isn't kept for the next flush.
            await RestAsync().ConfigureAwait(false);
            if (e is NpgsqlException { IsTransient: true })
            {
                source.Clear();
            }

            throw;
        }
    }

    public override async ValueTask RestAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    public override async ValueTask CloseAsync()
    {
        try
        {
            _connection ??= await source.OpenConnectionAsync().ConfigureAwait(false);
            await _flush.CloseAsync(_connection).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgreSqlFaults.IsOfServer(e))
        {
            throw PostgreSqlFaults.From(e, name);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await RestAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
