using System;
using System.Globalization;
using QapiGen.Jobs.Storage;
using SQLitePCL;

namespace QapiGen.Jobs.Sqlite;

/// <summary>Keeps the files small between flushes, a little at a time: who waits has been told by then.</summary>
internal sealed class SqliteMaintenance(SqliteSession session)
{
    private const int CacheWrite = 9;

    /// <summary>Pages in the write-ahead log before they are moved to the database: 8 MiB.</summary>
    private const int MaxLogPages = 2048;

    /// <summary>Pages that are given back at once: less than a flush takes.</summary>
    private const int VacuumPages = 128;

    /// <summary>Free pages that are left for what comes next.</summary>
    private const int SparePages = 1024;

    private readonly bool _canVacuum = session.Read("pragma auto_vacuum") == "2";

    public void Run(Func<bool> isQuiet)
    {
        try
        {
            if (raw.sqlite3_db_status(session.Handle, CacheWrite, out int pages, out _, 0) == raw.SQLITE_OK && pages > MaxLogPages)
            {
                // Nobody else writes, so that the log begins anew unless somebody reads.
                session.MoveLog();
                _ = raw.sqlite3_db_status(session.Handle, CacheWrite, out _, out _, 1);
                Vacuum();
            }

            while (isQuiet() && Vacuum())
            {
            }
        }
        catch (JobStoreException)
        {
            // Next time; what keeps this from being done keeps flushes, too, which tell.
        }
    }

    /// <summary>Gives some pages back, if far too many are free.</summary>
    /// <returns>Whether there may be more.</returns>
    private bool Vacuum()
    {
        if (!_canVacuum)
        {
            return false;
        }

        int free = Number("pragma freelist_count");
        if (free <= SparePages || free <= Number("pragma page_count") / 4)
        {
            return false;
        }

        session.Execute($"pragma incremental_vacuum({VacuumPages})");
        return Number("pragma freelist_count") < free;
    }

    private int Number(string sql) => int.Parse(session.Read(sql)!, CultureInfo.InvariantCulture);
}
