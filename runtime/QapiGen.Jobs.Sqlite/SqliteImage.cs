using System;
using System.Threading;
using SQLitePCL;

namespace QapiGen.Jobs.Sqlite;

/// <summary>
/// What lies in the database file itself, without its log. It only gets newer; if it doesn't, somebody has written over it: SQLite, which keeps what it has read, would go
/// on, and in the end move its log into what isn't its database any more. One for all connections of a store, from its opening on: what a later look finds may be
/// somebody else's already.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="shard">The store in it.</param>
/// <param name="identity">What distinguishes that from others.</param>
/// <param name="root">The page that has the store's row.</param>
internal sealed class SqliteImage(string path, int shard, string identity, long root)
{
    // While somebody moves the log, page after page, what is looked at says nothing: it has to stay as it is for a while.
    private const int LooksAtTheSame = 4;
    private const int MaxLooks = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly string _name = "file://" + (path.StartsWith('/') ? "" : "/") + Uri.EscapeDataString(path.Replace('\\', '/')).Replace("%2F", "/", StringComparison.Ordinal) + "?immutable=1";
    private readonly string _sql = SqliteSession.OfShard($"select epoch, sequence, ({RootPage}) from qapi_store where id = 1 and identity = ?1", shard);
    private readonly Lock _looking = new();
    private FileState? _state;
    private ulong _size;
    private (long Epoch, long Sequence)? _newest;
    private long _root = root;

    /// <summary>Tells which page has the row about a store.</summary>
    public const string RootPage = "select rootpage from sqlite_master where name = 'qapi_store'";

    /// <summary>Takes what lies there for the store's own. To be called at its opening, while nobody else can write.</summary>
    public void Begin()
    {
        lock (_looking)
        {
            _size = FileState.Of(path)?.Size ?? 0;
            _newest = Read(isWhole: true) ?? Read(isWhole: false);
        }
    }

    /// <summary>Takes note that the owner has moved all of its log into the file.</summary>
    /// <param name="epoch">The owner's epoch.</param>
    /// <param name="sequence">The last record in the log.</param>
    public void Move(long epoch, long sequence)
    {
        lock (_looking)
        {
            _newest = (epoch, sequence);
        }
    }

    /// <summary>
    /// Whether somebody has written over it; null if that can't be told, since it doesn't stay as it is, or the store has never been in it. Looks into it only if it was
    /// written to since the last time: a look at the file's state otherwise.
    /// </summary>
    public bool? IsWrittenOver()
    {
        lock (_looking)
        {
            return Look();
        }
    }

    private bool? Look()
    {
        FileState? before = null;
        int same = 0;
        for (int look = 0; look < MaxLooks; look++)
        {
            if (FileState.Of(path) is not { } state)
            {
                return null;
            }

            if (state == _state)
            {
                return false;
            }

            // Who found no room while he moved the log has left a file that ends before it says; the log has the rest. One that has been cut is shorter than it was.
            (long Epoch, long Sequence)? now = Read(isWhole: true) ?? (state.Size >= _size ? Read(isWhole: false) : null);
            if (now is null && _newest is null && state.Size != 0)
            {
                return null;
            }

            if (IsNewer(now))
            {
                (_state, _size, _newest) = (state, state.Size, now);
                return false;
            }

            // Who has stopped in the midst of moving it, on a busy or frozen machine, or for good, may have left tables that can't be found; the row is where it was.
            if (now is null && state.Size >= _size && ReadRow() is { } row && IsNewer(row))
            {
                (_state, _newest) = (state, row);
                return false;
            }

            same = state == before ? same + 1 : 0;
            if (same == LooksAtTheSame)
            {
                return true;
            }

            before = state;
            Thread.Sleep(s_pause);
        }

        return null;
    }

    private bool IsNewer((long Epoch, long Sequence)? found) => found is { } there && (_newest is not { } newest || there.CompareTo(newest) >= 0);

    /// <summary>Epoch and last record as they stand in the page that has had them; null if they don't. Texts may be UTF-16 there.</summary>
    private (long Epoch, long Sequence)? ReadRow()
    {
        int code = raw.sqlite3_open_v2(_name, out sqlite3 file, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI | raw.SQLITE_OPEN_NOMUTEX, null);
        using (file)
        {
            return code == raw.SQLITE_OK && SqlitePage.Read(file, _root) is { } page && SqliteStoreRow.Of(page) is { } row
                && row.Identity.Replace("\0", "", StringComparison.Ordinal) == identity
                ? (row.Epoch, row.Sequence)
                : null;
        }
    }

    /// <summary>Epoch and last record of the store as the file has them; null if it has none, or can't be read.</summary>
    /// <param name="isWhole">Whether one that has fewer pages than it says can't be read.</param>
    private (long Epoch, long Sequence)? Read(bool isWhole)
    {
        int code = raw.sqlite3_open_v2(_name, out sqlite3 file, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI | raw.SQLITE_OPEN_NOMUTEX, null);
        using (file)
        {
            // With this, SQLite takes the pages that there are.
            if (code != raw.SQLITE_OK
                || (!isWhole && raw.sqlite3_db_config(file, raw.SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, out _) != raw.SQLITE_OK)
                || raw.sqlite3_prepare_v2(file, _sql, out sqlite3_stmt store) != raw.SQLITE_OK)
            {
                return null;
            }

            using (store)
            {
                if (raw.sqlite3_bind_text(store, 1, identity) != raw.SQLITE_OK || raw.sqlite3_step(store) != raw.SQLITE_ROW)
                {
                    return null;
                }

                _root = raw.sqlite3_column_int64(store, 2);
                return (raw.sqlite3_column_int64(store, 0), raw.sqlite3_column_int64(store, 1));
            }
        }
    }
}
