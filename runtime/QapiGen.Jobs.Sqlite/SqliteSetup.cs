using System;
using System.Globalization;
using System.IO;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Sqlite;

/// <summary>Opens a store: checks, makes or migrates it, and takes the next epoch.</summary>
internal static class SqliteSetup
{
    public static SqliteOpened Open(SqliteJobStoreOptions options, string owner)
    {
        string path = options.Path;
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new JobStoreException(JobStoreFault.Unavailable, $"The store '{path}' can't be opened: its folder doesn't exist.");
        }

        if (options.FileSystem is null)
        {
            RequireFile(path);
            RequireWholeFiles(path);
        }

        var session = new SqliteSession(options, SqliteOpenMode.ReadWriteCreate, options.LockTimeout);
        try
        {
            // Before anything is changed.
            SqliteSchema.Check(session, path);
            if (session.IsReadOnly)
            {
                throw new JobStoreException(JobStoreFault.ReadOnly, $"The store '{path}' may only be read.");
            }

            // Counts in a file without tables only, and has to come first; where it is so, it would be written once more.
            if (session.Read("pragma auto_vacuum") != "2")
            {
                session.Execute("pragma auto_vacuum = incremental");
            }

            string? journal = session.Read("pragma journal_mode = wal");
            if (journal != "wal")
            {
                throw new JobStoreException(
                    JobStoreFault.Unavailable, $"The store '{path}' can't have a write-ahead log where it is (its journal mode stays '{journal}'); network file systems can't.");
            }

            // An epoch is handed to other systems: it never comes twice, at whichever level the rest is kept.
            Configure(session, JobDurability.Machine);
            (JobStoreContent content, string identity, SqliteImage? image) = TakeOver(session, options, owner);

            // The epoch goes into the database itself: it doesn't come twice even if the log is deleted.
            if (session.MoveLog())
            {
                image?.Move(content.Epoch, content.LastSequence);
            }

            session.Files.Watch();
            Configure(session, options.Durability);
            return new SqliteOpened(session, content with { Identity = identity }, identity, image);
        }
        catch
        {
            // Rolls back.
            session.Dispose();
            throw;
        }
    }

    private static (JobStoreContent Content, string Identity, SqliteImage? Image) TakeOver(SqliteSession session, SqliteJobStoreOptions options, string owner)
    {
        try
        {
            return TakeOverOnce(session, options, owner);
        }
        catch (JobStoreException fault) when (fault.Fault == JobStoreFault.Full)
        {
            if (session.IsInTransaction)
            {
                session.Execute("rollback");
            }

            // There is room in the log that the owner before has left, if what is in it is in the database, too.
            session.MoveLog();
            return TakeOverOnce(session, options, owner);
        }
    }

    private static (JobStoreContent Content, string Identity, SqliteImage? Image) TakeOverOnce(SqliteSession session, SqliteJobStoreOptions options, string owner)
    {
        // As those do who write: among many of them SQLite's own lock would let this one look in vain until it gives up.
        using SqliteTurns.Turn turn = SqliteTurns.Of(options.Path).Take();
        session.Execute("begin immediate");
        SqliteSchema.Migrate(session, SqliteSchema.Check(session, options.Path), SqliteSchema.Current);
        JobStoreContent content = SqliteContent.Open(session, options.Path, owner, options.Durability);
        string identity = session.Read("select identity from qapi_store where id = 1")!;
        SqliteImage? image = session.Files.Image(options.Shard, identity, long.Parse(session.Read(SqliteImage.RootPage)!, CultureInfo.InvariantCulture));
        image?.Begin();
        session.Files.WatchContent(image);
        session.Execute("commit");
        return (content, identity, image);
    }

    /// <summary>Refuses pipes, devices and the like before SQLite opens them: it leaves a journal beside a device. Of a folder it says so itself.</summary>
    private static void RequireFile(string path)
    {
        if (!Directory.Exists(path) && FileKind.IsOther(path))
        {
            throw new JobStoreException(JobStoreFault.Unavailable, $"The store '{path}' can't be opened: it is no regular file.");
        }
    }

    /// <summary>Refuses what SQLite would take for less than it was, without a word.</summary>
    private static void RequireWholeFiles(string path)
    {
        try
        {
            path = File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)?.FullName ?? path;
            var log = new FileInfo(path + "-wal");
            if (!log.Exists || log.Length == 0)
            {
                return;
            }

            // SQLite deletes the log of a database without content.
            if (new FileInfo(path) is { Exists: true, Length: 0 })
            {
                throw SqliteFaults.Emptied(path);
            }

            if (SqliteLog.FindDamage(log.FullName, path) is { } damage)
            {
                throw SqliteFaults.LogDamaged(path, damage);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // SQLite can't read it either, and tells.
        }
    }

    /// <summary>What counts for the connection that writes.</summary>
    public static void Configure(SqliteSession session, JobDurability durability)
    {
        // In the write-ahead log, "normal" leaves the sync to checkpoints: a file that loses its newest transactions with the power, and no others.
        session.Execute(durability == JobDurability.Machine ? "pragma synchronous = full" : "pragma synchronous = normal");

        // Checkpoints are made between flushes; this is the net under them. A log that has grown is cut when it begins anew.
        session.Execute("pragma wal_autocheckpoint = 16384; pragma journal_size_limit = 33554432; pragma foreign_keys = off; pragma temp_store = memory");
    }
}

/// <summary>A store that is open.</summary>
/// <param name="Session">The connection for the writer.</param>
/// <param name="Content">What there is.</param>
/// <param name="Identity">What distinguishes this store from others.</param>
/// <param name="Image">What lies in the file; null if that can't be looked into.</param>
internal sealed record SqliteOpened(SqliteSession Session, JobStoreContent Content, string Identity, SqliteImage? Image);
