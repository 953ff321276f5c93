using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Storage;
using SQLitePCL;

namespace QapiGen.Jobs.Sqlite;

/// <summary>A connection to the file and its prepared statements; used by one thread at a time.</summary>
internal sealed partial class SqliteSession : IDisposable
{
    private const int FileHasMoved = 20;

    private readonly string _path;
    private readonly int _shard;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly string? _fileSystem;
    private readonly string _logPath;
    private sqlite3? _log;
    private bool _canAskForMoves = true;

    public SqliteSession(SqliteJobStoreOptions options, SqliteOpenMode mode, TimeSpan lockTimeout)
    {
        string path = _path = options.Path;
        _logPath = path + "-wal";
        _fileSystem = options.FileSystem;
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
            throw SqliteFaults.From(e.SqliteExtendedErrorCode, e.Message, path, e);
        }

        LockTimeout = lockTimeout;
    }

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

    /// <summary>The first column of the first row as text; null if there is none.</summary>
    public string? Read(string sql)
    {
        SqliteStatement statement = Statement(sql);
        string? text = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return text;
    }

    /// <summary>Notices from now on when the write-ahead log isn't the one with its name any more. To be called when the log is there.</summary>
    /// <remarks>
    /// SQLite knows a file again by its number only if it is opened as a database, so it is, for nothing else: it is never read. As long as a connection is open, SQLite
    /// itself neither deletes the log nor makes another.
    /// </remarks>
    /// <exception cref="JobStoreException">It can't be opened.</exception>
    public void WatchLog()
    {
        // Nobody can delete it there.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int code = raw.sqlite3_open_v2(_logPath, out sqlite3 log, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX, _fileSystem);
        if (code != raw.SQLITE_OK)
        {
            log.Dispose();
            throw System.IO.File.Exists(_logPath) ? SqliteFaults.From(code, "the write-ahead log can't be opened", _path) : SqliteFaults.LogGone(_path);
        }

        _log = log;
    }

    /// <summary>
    /// Why what is written goes nowhere: a file of this connection isn't the one with its name any more, and SQLite would go on writing into what nobody can open again.
    /// Null if all is well. Costs a look at each file.
    /// </summary>
    public JobStoreException? FindLoss() =>
        HasMoved(Handle, _path) ? SqliteFaults.Gone(_path)
        : _log is { } log && HasMoved(log, _logPath) ? SqliteFaults.LogGone(_path)
        : null;

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        // The last connection moves the log into the database, and deletes it by its name: not if that may be another owner's by now. If nobody has written another,
        // what was acknowledged is saved so; nobody can meanwhile, since SQLite has the database for itself for that.
        if (HasMoved(Handle, _path) || (_log is { } log && HasMoved(log, _logPath) && new System.IO.FileInfo(_logPath) is { Exists: true, Length: > 0 }))
        {
            _ = raw.sqlite3_db_config(Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        }

        _connection.Dispose();
        _log?.Dispose();
    }

    private bool HasMoved(sqlite3 database, string path)
    {
        if (_canAskForMoves)
        {
            try
            {
                int hasMoved = 0;
                return AskForMove(database.DangerousGetHandle(), "main", FileHasMoved, ref hasMoved) == raw.SQLITE_OK && hasMoved != 0;
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
            {
                // The application brings a library of another name.
                _canAskForMoves = false;
            }
        }

        return !System.IO.File.Exists(path);
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int AskForMove(nint database, string name, int operation, ref int answer);
}
