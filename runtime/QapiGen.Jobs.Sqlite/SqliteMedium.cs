using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Sqlite;

/// <summary>The file, for its writer: on a thread of its own, since SQLite blocks.</summary>
internal sealed class SqliteMedium : JobStoreMedium
{
    /// <summary>How long a flush waits for somebody else's lock before it is trouble; it is tried again then.</summary>
    private static readonly TimeSpan s_lockTimeout = TimeSpan.FromSeconds(1);

    private readonly SqliteJobStoreOptions _options;
    private readonly SqliteTurns _turns;
    private readonly string _identity;
    private readonly long _epoch;
    private readonly SqliteImage? _image;
    private SqliteFlush _flush;
    private SqliteMaintenance _maintenance;
    private bool _hasFailed;

    public SqliteMedium(SqliteSession session, SqliteJobStoreOptions options, string identity, long epoch, SqliteImage? image)
    {
        (Session, _options, _identity, _epoch, _image) = (session, options, identity, epoch, image);
        session.LockTimeout = s_lockTimeout;
        _turns = SqliteTurns.Of(options.Path);
        (_flush, _maintenance) = Prepare(session);
    }

    public override bool IsBlocking => true;

    /// <summary>The connection.</summary>
    internal SqliteSession Session { get; private set; }

    public override ValueTask WriteAsync(IReadOnlyList<JobRecord> records)
    {
        using SqliteTurns.Turn turn = _turns.Take();
        _hasFailed = true;
        _flush.Write(records);
        _hasFailed = false;
        return default;
    }

    public override ValueTask TidyAsync(Func<bool> isQuiet)
    {
        _maintenance.Run(isQuiet);
        return default;
    }

    /// <summary>A connection that met an error of the system may go on having it.</summary>
    public override ValueTask MendAsync(JobStoreException fault)
    {
        if (fault.Fault is JobStoreFault.Locked)
        {
            return default;
        }

        if (Session.Files.FindFault(hasWritten: true) is { } gone)
        {
            throw gone;
        }

        if (fault.Fault is JobStoreFault.Full)
        {
            // There is room in the log, if what is in it is in the database, too.
            Session.MoveLog();
            return default;
        }

        var session = new SqliteSession(_options, SqliteOpenMode.ReadWrite, s_lockTimeout);
        try
        {
            session.Files.WatchContent(_image);
            SqliteSetup.Configure(session, _options.Durability);
            (SqliteFlush flush, SqliteMaintenance maintenance) = Prepare(session);
            session.Files.Watch();

            // Only now, so that the log is never without a connection, with which SQLite would delete it.
            Session.Dispose();
            (Session, _flush, _maintenance) = (session, flush, maintenance);
        }
        catch (JobStoreException)
        {
            session.Dispose();
            throw;
        }

        return default;
    }

    public override ValueTask CheckOwnerAsync(CancellationToken closing)
    {
        _flush.Check();
        return default;
    }

    public override ValueTask CloseAsync()
    {
        // There is no next time, and other shards of the file may be busy: that it wasn't closed would count as a loss.
        Session.LockTimeout = _options.LockTimeout;
        using SqliteTurns.Turn turn = _turns.Take();
        try
        {
            _flush.Close(_hasFailed);
        }
        catch (JobStoreException fault) when (fault.Fault == JobStoreFault.Full && Session.MoveLog())
        {
            // Now there is room in the log.
            _flush.Close(hasWritten: true);
        }

        return default;
    }

    public override ValueTask DisposeAsync()
    {
        Session.Dispose();
        return base.DisposeAsync();
    }

    private (SqliteFlush Flush, SqliteMaintenance Maintenance) Prepare(SqliteSession session) =>
        (new SqliteFlush(session, _options.Path, _identity, _epoch, _options.HistoryLimit), new SqliteMaintenance(session));
}
