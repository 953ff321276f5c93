using System;
using Npgsql;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>Keeps an application's jobs in PostgreSQL.</summary>
public static class PostgreSqlJobsExtensions
{
    /// <summary>Keeps jobs in PostgreSQL.</summary>
    /// <param name="options">The settings of the jobs.</param>
    /// <param name="connectionString">Npgsql's connection string.</param>
    /// <param name="configure">Changes the store's settings.</param>
    /// <example><code>services.AddQapiJobs(o => o.UsePostgreSql("Host=db;Database=jobs;Username=host"));</code></example>
    public static QapiJobsOptions UsePostgreSql(
        this QapiJobsOptions options, string connectionString, Action<PostgreSqlJobStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrEmpty(connectionString))
        {
            throw new ArgumentException("The store of jobs needs a connection string.", nameof(connectionString));
        }

        var store = new PostgreSqlJobStoreOptions { ConnectionString = connectionString };
        configure?.Invoke(store);

        // One pool for all shards that this host comes to have.
        var shared = new Lazy<NpgsqlDataSource>(() => store.DataSource ?? PostgreSqlPool.Create(store.ConnectionString));
        return options.UseShards((_, shard) =>
        {
            PostgreSqlJobStoreOptions own = store.Copy(shard);
            own.DataSource = shard == 0 ? store.DataSource : shared.Value;
            return new PostgreSqlJobStore(own);
        });
    }
}

/// <summary>Connections of stores alone.</summary>
internal static class PostgreSqlPool
{
    /// <summary>Makes a pool. Stores leave nothing behind in a session, so that there is nothing to reset when a connection changes hands.</summary>
    /// <exception cref="System.ArgumentException">The connection string isn't one.</exception>
    public static NpgsqlDataSource Create(string connectionString)
    {
        try
        {
            return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true });
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException(
                e is ArgumentNullException { ParamName: { } missing } ? $"The connection string of the store of jobs has no {missing}." : $"The connection string of the store of jobs can't be used: {e.Message}",
                nameof(connectionString),
                e);
        }
    }
}
