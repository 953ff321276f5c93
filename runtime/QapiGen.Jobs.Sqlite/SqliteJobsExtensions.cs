using System;

namespace QapiGen.Jobs.Sqlite;

/// <summary>Keeps an application's jobs in a SQLite file.</summary>
public static class SqliteJobsExtensions
{
    /// <summary>Keeps jobs in a SQLite file.</summary>
    /// <param name="options">The settings of the jobs.</param>
    /// <param name="path">The file; made if it isn't there.</param>
    /// <param name="configure">Changes the store's settings.</param>
    /// <example><code>services.AddQapiJobs(o => o.UseSqlite("jobs.db"));</code></example>
    public static QapiJobsOptions UseSqlite(this QapiJobsOptions options, string path, Action<SqliteJobStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrEmpty(path))
        {
            throw new ArgumentException("The store of jobs needs the path of a file.", nameof(path));
        }

        var store = new SqliteJobStoreOptions { Path = path };
        configure?.Invoke(store);
        return options.UseShards((_, shard) => new SqliteJobStore(store.Copy(shard)));
    }
}
