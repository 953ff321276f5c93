using System;
using QapiGen.Jobs.Storage;
using SQLitePCL;

namespace QapiGen.Jobs.Sqlite;

/// <summary>What SQLite's result codes mean to who uses a store.</summary>
internal static class SqliteFaults
{
    // The low byte; what is above says more.
    private const int PrimaryMask = 0xFF;

    public static JobStoreException From(int code, string? message, string path, Exception? cause = null)
    {
        JobStoreFault fault = (code & PrimaryMask) switch
        {
            // The log's index, which is the first to grow.
            _ when code == raw.SQLITE_IOERR_SHMSIZE => JobStoreFault.Full,
            raw.SQLITE_FULL => JobStoreFault.Full,
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => JobStoreFault.Locked,
            raw.SQLITE_READONLY or raw.SQLITE_PERM => JobStoreFault.ReadOnly,
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_SCHEMA or raw.SQLITE_FORMAT or raw.SQLITE_MISMATCH => JobStoreFault.Corrupt,
            _ => JobStoreFault.Unavailable,
        };
        string what = fault switch
        {
            JobStoreFault.Full => "has no room left",
            JobStoreFault.Locked => "is held by somebody else",
            JobStoreFault.ReadOnly => "may only be read",
            JobStoreFault.Corrupt => "is damaged, or isn't a store of jobs",
            _ => "can't be used",
        };
        return new JobStoreException(fault, $"The store '{path}' {what}: {message ?? "no reason is known"} (SQLite error {code}).", cause);
    }

    public static JobStoreException Gone(string path) => new(
        JobStoreFault.OwnershipLost,
        $"The file '{path}' was deleted, moved or replaced while it was open: what is written to it now would be lost.");

    public static JobStoreException LogGone(string log) => new(
        JobStoreFault.OwnershipLost,
        $"The write-ahead log '{log}' was deleted, moved or replaced while the store was open: what is written to it now would be lost.");

    public static JobStoreException IndexGone(string index) => new(
        JobStoreFault.OwnershipLost,
        $"The log's index '{index}' was deleted, moved or replaced while the store was open: another host that opens it couldn't be told from this one.");

    public static JobStoreException WrittenOver(string path, string file) => new(
        JobStoreFault.Corrupt,
        $"The store '{path}' is damaged, or isn't a store of jobs any more: somebody has written over '{file}' while it was open. Bring it back as it was, or end this host.");

    public static JobStoreException LogDamaged(string path, string damage) => new(
        JobStoreFault.Corrupt,
        $"The store '{path}' is damaged: of its write-ahead log, {damage} that would be dropped. Nothing was changed. Bring both files back, or open the store once with sqlite3 to go on without them.");

    public static JobStoreException Emptied(string path) => new(
        JobStoreFault.Corrupt,
        $"The store '{path}' is damaged: the file is empty, but there is a write-ahead log '{path}-wal', of a database that was there. Nothing was changed. Bring the file back, or delete both.");

    public static JobStoreException Lost(string path, long epoch) => new(
        JobStoreFault.OwnershipLost, $"Another owner has opened the store '{path}': nothing more can be written under epoch {epoch}.");
    public static JobStoreException OtherStore(string path) => new(
        JobStoreFault.OwnershipLost, $"The transaction on '{path}' isn't in the store of this job, but in another one: roll it back, and begin one on the file where the job is kept.");
}
