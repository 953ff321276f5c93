using Npgsql;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>Connections of stores alone.</summary>
internal static class PostgreSqlPool
{
    /// <summary>Makes a pool. Stores leave nothing behind in a session, so that there is nothing to reset when a connection changes hands.</summary>
    /// <exception cref="System.ArgumentException">The connection string isn't one.</exception>
    public static NpgsqlDataSource Create(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true });
}
