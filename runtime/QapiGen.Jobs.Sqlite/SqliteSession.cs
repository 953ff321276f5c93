using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Storage;
using SQLitePCL;

namespace QapiGen.Jobs.Sqlite;

/// <summary>A connection to the file and its prepared statements; used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly string _path;
    private readonly int _shard;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    public SqliteSession(SqliteJobStoreOptions options, SqliteOpenMode mode, TimeSpan lockTimeout)
    {
        string path = _path = options.Path;
        _shard = options.Shard;
        var words = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        if (options.FileSystem is { } fileSystem)
        {
            words.Vfs = fileSystem;
        }

        _connection = new SqliteConnection(words.ConnectionString);
        try
        {
            _connection.Open();
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw SqliteFaults.From(e.SqliteExtendedErrorCode, Directory.Exists(path) ? "it is a folder, and should be a file" : e.Message, path, e);
        }

        LockTimeout = lockTimeout;
        Files = new SqliteFiles(Handle, path, options.FileSystem);
    }

    /// <summary>What it writes into.</summary>
    public SqliteFiles Files { get; }

    /// <summary>A statement about the tables of shard 0, as one about those of another: names there begin with <c>qapi_N_</c>.</summary>
    public static string OfShard(string sql, int shard) =>
        shard == 0 ? sql : sql.Replace("qapi_", string.Create(CultureInfo.InvariantCulture, $"qapi_{shard}_"), StringComparison.Ordinal);

    public sqlite3 Handle => _connection.Handle!;

    /// <summary>How long a statement waits for somebody else's lock.</summary>
    public TimeSpan LockTimeout
    {
        set => _ = raw.sqlite3_busy_timeout(Handle, (int)double.Clamp(value.TotalMilliseconds, 0, int.MaxValue));
    }

    /// <summary>Whether SQLite could open the file for reading only, which it does without a word.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(Handle, "main") == 1;

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    public JobStoreException Fault(int code)
    {
        int extended = raw.sqlite3_extended_errcode(Handle);
        return SqliteFaults.From((extended & 0xFF) == (code & 0xFF) ? extended : code, raw.sqlite3_errmsg(Handle).utf8_to_string(), _path);
    }

    /// <summary>The prepared statement of a text; the same object each time.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out SqliteStatement? statement))
        {
            const uint Persistent = 1;
            int code = raw.sqlite3_prepare_v3(Handle, OfShard(sql, _shard), Persistent, out sqlite3_stmt prepared);
            if (code != raw.SQLITE_OK)
            {
                throw Fault(code);
            }

            _statements.Add(sql, statement = new SqliteStatement(this, prepared));
        }

        return statement;
    }

    /// <summary>Carries out statements without values.</summary>
    public void Execute(string sql)
    {
        int code = raw.sqlite3_exec(Handle, OfShard(sql, _shard));
        if (code != raw.SQLITE_OK)
        {
            throw Fault(code);
        }
    }

    /// <summary>Moves as much of the log into the database as nobody reads; it begins anew once all of it is there. What keeps this from being done keeps flushes, which tell.</summary>
    /// <returns>Whether all of it is there.</returns>
    public bool MoveLog() =>
        raw.sqlite3_wal_checkpoint_v2(Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out int pages, out int moved) == raw.SQLITE_OK && pages >= 0 && moved == pages;

    /// <summary>The first column of the first row as text; null if there is none.</summary>
    public string? Read(string sql)
    {
        SqliteStatement statement = Statement(sql);
        string? text = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return text;
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        if (!Files.MayEndLog())
        {
            _ = raw.sqlite3_db_config(Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        }

        _connection.Dispose();
        Files.Dispose();
    }
}
