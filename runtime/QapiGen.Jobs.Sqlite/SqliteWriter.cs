using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Sqlite;

/// <summary>The one who writes: on a thread of its own, since SQLite blocks.</summary>
internal sealed class SqliteWriter
{
    /// <summary>How long a flush waits for somebody else's lock before it is trouble; it is tried again then.</summary>
    private static readonly TimeSpan s_lockTimeout = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JobStoreQueue _queue;
    private readonly SqliteJobStoreOptions _options;
    private readonly string _identity;
    private readonly long _epoch;
    private SqliteSession _session;
    private SqliteFlush _flush;
    private SqliteMaintenance _maintenance;
    private volatile bool _isAbandoned;

    public SqliteWriter(JobStoreQueue queue, SqliteSession session, SqliteJobStoreOptions options, string identity, long epoch)
    {
        (_queue, _session, _options, _identity, _epoch) = (queue, session, options, identity, epoch);
        session.LockTimeout = s_lockTimeout;
        (_flush, _maintenance) = Prepare(session);
    }

    /// <summary>Completes when the writer has ended and let the file go.</summary>
    public Task Ended => _ended.Task;

    /// <summary>For tests: the connection.</summary>
    internal SqliteSession Session => _session;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "QapiGen jobs writer" }.Start();

    /// <summary>Ends without a flush, as the death of the process would.</summary>
    public void Abandon() => _isAbandoned = true;

    private void Run()
    {
        try
        {
            bool isOwner = true;
            while (isOwner && !_isAbandoned)
            {
                IReadOnlyList<JobRecord> records = _queue.Take();
                if (records.Count != 0)
                {
                    isOwner = TryWrite(records) || !_queue.OwnershipLost.IsCancellationRequested;
                    if (_queue.Trouble is not null && (_queue.Closing.IsCancellationRequested || _queue.Closing.WaitHandle.WaitOne(_queue.RetryDelay)))
                    {
                        break;
                    }
                }
                else if (_queue.Closing.IsCancellationRequested)
                {
                    break;
                }
                else if (_queue.TakeOwnerCheck())
                {
                    isOwner = IsOwner();
                }
                else
                {
                    _queue.Wait();
                }
            }

            End(isOwner && _queue.IsEmpty && !_isAbandoned);
        }
        finally
        {
            _session.Dispose();
            _ended.SetResult();
        }
    }

    private bool TryWrite(IReadOnlyList<JobRecord> records)
    {
        try
        {
            _flush.Write(records);
            _queue.Succeed();
            _maintenance.Run(_queue);
            return true;
        }
        catch (JobStoreException e) when (e.Fault == JobStoreFault.OwnershipLost)
        {
            _queue.LoseAsync(e).GetAwaiter().GetResult();
        }
        catch (JobStoreException e)
        {
            _queue.Fail(e);
            if (e.Fault is JobStoreFault.Unavailable or JobStoreFault.Corrupt or JobStoreFault.ReadOnly)
            {
                OpenAnew();
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A record that can't be: the host lives, and its health tells.
            _queue.Fail(new JobStoreException(JobStoreFault.Unavailable, $"Records {records[0].Sequence} to {records[^1].Sequence} can't be written: {e.Message}", e));
        }

        return false;
    }

    private bool IsOwner()
    {
        try
        {
            _flush.Check();
        }
        catch (JobStoreException e) when (e.Fault == JobStoreFault.OwnershipLost)
        {
            _queue.LoseAsync(e).GetAwaiter().GetResult();
            return false;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Nothing waits that could be held up by it; the next flush tells.
        }

        return true;
    }

    /// <summary>A connection that met an error of the system may go on having it.</summary>
    private void OpenAnew()
    {
        try
        {
            if (_session.Files.FindLoss() is { } loss)
            {
                _queue.LoseAsync(loss).GetAwaiter().GetResult();
                return;
            }

            var session = new SqliteSession(_options, SqliteOpenMode.ReadWrite, s_lockTimeout);
            try
            {
                SqliteSetup.Configure(session, _options.Durability);
                (SqliteFlush flush, SqliteMaintenance maintenance) = Prepare(session);
                session.Files.Watch();

                // Only now, so that the log is never without a connection, with which SQLite would delete it.
                _session.Dispose();
                (_session, _flush, _maintenance) = (session, flush, maintenance);
            }
            catch (JobStoreException)
            {
                session.Dispose();
                throw;
            }
        }
        catch (JobStoreException e) when (e.Fault == JobStoreFault.OwnershipLost)
        {
            _queue.LoseAsync(e).GetAwaiter().GetResult();
        }
        catch (JobStoreException e)
        {
            _queue.Fail(e);
        }
    }

    private (SqliteFlush Flush, SqliteMaintenance Maintenance) Prepare(SqliteSession session) =>
        (new SqliteFlush(session, _options.Path, _identity, _epoch, _options.HistoryLimit), new SqliteMaintenance(session));

    private void End(bool isWell)
    {
        if (!isWell)
        {
            return;
        }

        try
        {
            _flush.Close();
        }
        catch (JobStoreException)
        {
            // The next owner takes it as a loss, and looks.
        }
    }
}
