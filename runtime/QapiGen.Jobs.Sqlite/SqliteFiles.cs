using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using QapiGen.Jobs.Storage;
using SQLitePCL;

namespace QapiGen.Jobs.Sqlite;

/// <summary>
/// The files of a connection: the database, its write-ahead log, and the index of the log, which those who use it share. Tells when one isn't the one with its name any
/// more: SQLite would go on writing into what nobody can open again, or what others write over.
/// </summary>
internal sealed partial class SqliteFiles(sqlite3 database, string path, string? fileSystem) : IDisposable
{
    private const int FileHasMoved = 20;
    private const int LooksAtHeader = 10;

    // SQLite's names: it follows links, and then puts the other files beside the database itself.
    private readonly string _database = raw.sqlite3_db_filename(database, "main").utf8_to_string() is { Length: > 0 } name ? name : path;
    private sqlite3? _log;
    private SafeFileHandle? _logFile;
    private SqliteImage? _image;
    private FileNumber? _index;
    private bool _hasIndex;
    private bool _canAskForMoves = true;

    private string Log => _database + "-wal";

    private string Index => _database + "-shm";

    /// <summary>What lies in the database from now on; null for a file system that others can't look into.</summary>
    /// <param name="shard">The store in it.</param>
    /// <param name="identity">What distinguishes that from others.</param>
    /// <param name="root">The page that has its row.</param>
    public SqliteImage? Image(int shard, string identity, long root) => fileSystem is null ? new SqliteImage(_database, shard, identity, root) : null;

    /// <summary>Notices from now on when somebody writes over the database.</summary>
    /// <param name="image">What lies in it.</param>
    public void WatchContent(SqliteImage? image) => _image = image;

    /// <summary>Notices from now on when the log or its index aren't those with their names. To be called when they are there.</summary>
    /// <remarks>
    /// SQLite knows a file again by its number only if it is opened as a database, so the log is, for nothing else. The index can't be: to close it
    /// would end all locks on it that this process has. As long as a connection is open, SQLite itself neither deletes them nor makes others.
    /// </remarks>
    /// <exception cref="JobStoreException">The log can't be opened.</exception>
    public void Watch()
    {
        // Nobody can delete them there.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int code = raw.sqlite3_open_v2(Log, out sqlite3 log, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX, fileSystem);
        if (code != raw.SQLITE_OK)
        {
            log.Dispose();
            throw File.Exists(Log) ? SqliteFaults.From(code, "the write-ahead log can't be opened", path) : SqliteFaults.LogGone(Log);
        }

        _logFile = fileSystem is null ? OpenLog() : null;
        (_log, _index, _hasIndex) = (log, FileNumber.Of(Index), File.Exists(Index));
    }

    /// <summary>Why what is written goes nowhere; null if all is well. Costs a look at each file.</summary>
    /// <param name="hasWritten">Whether something has just been written to the log, whose begin then says which part of it counts. Before, all of it may be in the database.</param>
    public JobStoreException? FindFault(bool hasWritten) =>
        HasMoved(database, _database) ? SqliteFaults.Gone(path)
        : HasLogMoved() ? SqliteFaults.LogGone(Log)
        : HasIndexMoved() ? SqliteFaults.IndexGone(Index)
        : hasWritten && FindLogFault() is { } fault ? fault
        : _image?.IsWrittenOver() == true ? SqliteFaults.WrittenOver(path, path)
        : null;

    /// <summary>
    /// Whether the connection may end as the last one does: it moves the log into the database, and deletes it by its name. Not if that may be another owner's by now, or the
    /// database can't be shown to be the one that it was. A log that is gone is saved so, if nobody has written another; nobody can meanwhile, since SQLite has the database for itself for that.
    /// </summary>
    public bool MayEndLog() =>
        !HasMoved(database, _database) && FindLogFault() is null && (_image is null || _image.IsWrittenOver() == false)
        && (HasLogMoved() ? new FileInfo(Log) is not { Exists: true, Length: > 0 } : !HasIndexMoved());

    public void Dispose()
    {
        _log?.Dispose();
        _logFile?.Dispose();
    }

    private SafeFileHandle? OpenLog()
    {
        try
        {
            return File.OpenHandle(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without it, less is noticed.
            return null;
        }
    }

    /// <summary>A log is empty or begins with its header, whoever begins it anew.</summary>
    private JobStoreException? FindLogFault()
    {
        if (_logFile is null)
        {
            return null;
        }

        Span<byte> header = stackalloc byte[SqliteLog.HeaderSize];
        for (int look = 0; look < LooksAtHeader; look++)
        {
            int length;
            try
            {
                length = RandomAccess.Read(_logFile, header, 0);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The system's trouble, which passes or doesn't.
                return SqliteFaults.From(raw.SQLITE_IOERR, e.Message, path, e);
            }

            if (length == 0 || SqliteLog.IsHeader(header[..length]))
            {
                return null;
            }

            Thread.Sleep(1);
        }

        return SqliteFaults.WrittenOver(path, Log);
    }

    private bool HasLogMoved() => _log is { } log && HasMoved(log, Log);

    private bool HasIndexMoved() => _hasIndex && (_index is { } known ? FileNumber.Of(Index) != known : !File.Exists(Index));

    private bool HasMoved(sqlite3 file, string name)
    {
        if (_canAskForMoves)
        {
            try
            {
                int hasMoved = 0;
                return AskForMove(file.DangerousGetHandle(), "main", FileHasMoved, ref hasMoved) == raw.SQLITE_OK && hasMoved != 0;
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
            {
                // The application brings a library of another name.
                _canAskForMoves = false;
            }
        }

        return !File.Exists(name);
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int AskForMove(nint database, string name, int operation, ref int answer);
}
