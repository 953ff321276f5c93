using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Sqlite;

/// <summary>Keeps jobs in a SQLite file.</summary>
/// <remarks>
/// What it promises stands at <see cref="IJobStore"/>; how it keeps it, and the tables, in the package's README. A file belongs to one owner: whoever opens it
/// next takes it over.
/// </remarks>
public sealed class SqliteJobStore : IJobStore
{
    /// <summary>Jobs that are read at a time, between which others may use the connection.</summary>
    private const int PageSize = 4000;

    private readonly SqliteJobStoreOptions _options;
    private readonly JobStoreQueue _queue = new();
    private readonly Lock _opening = new();
    private readonly Lock _reading = new();
    private JobStoreWriter? _writer;
    private SqliteMedium? _medium;
    private SqliteSession? _reader;
    private string _identity = "";
    private long _epoch;
    private bool _isOpening;
    private Task? _closing;
    private Task? _disposal;

    /// <summary>Makes a store over a file, not opened yet.</summary>
    /// <param name="path">The file; made if it isn't there, its folder isn't.</param>
    public SqliteJobStore(string path)
        : this(new SqliteJobStoreOptions { Path = path })
    {
    }

    /// <summary>Makes a store with settings, not opened yet.</summary>
    /// <param name="options">The settings; read at once.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or there is no path.</exception>
    public SqliteJobStore(SqliteJobStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrEmpty(options.Path))
        {
            throw new ArgumentException("The store of jobs needs the path of a file.", nameof(options));
        }

        if (!Enum.IsDefined(options.Durability))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Durability, "The durability of a store of jobs is Process or Machine.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.LockTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.HistoryLimit, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Shard);
        if (options.OwnerCheckInterval is { } interval && interval != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(interval, TimeSpan.FromDays(1), nameof(options));
        }

        _options = options.Copy();
        _options.Path = System.IO.Path.GetFullPath(options.Path);
    }

    /// <inheritdoc/>
    public JobDurability Durability => _options.Durability;

    /// <inheritdoc/>
    public long DurableSequence => _queue.DurableSequence;

    /// <inheritdoc/>
    public JobStoreTrouble? Trouble => _queue.Trouble;

    /// <inheritdoc/>
    public CancellationToken OwnershipLost => _queue.OwnershipLost;

    /// <summary>For tests: the connection that writes.</summary>
    internal SqliteSession? WriterSession => _medium?.Session;

    /// <inheritdoc/>
    public async ValueTask<JobStoreContent> OpenAsync(string owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_closing is not null, this);
            if (_isOpening)
            {
                throw new InvalidOperationException("A store is opened once.");
            }

            _isOpening = true;
        }

        // On a thread of its own, since it may wait for the file: a host that opens many shards at once would have none of the pool's left for anything else.
        SqliteOpened opened = await Task.Factory.StartNew(
            () => SqliteSetup.Open(_options, owner), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        lock (_opening)
        {
            if (_closing is not null)
            {
                opened.Session.Dispose();
                throw new ObjectDisposedException(nameof(SqliteJobStore));
            }

            _identity = opened.Identity;
            _epoch = opened.Content.Epoch;
            try
            {
                _reader = new SqliteSession(_options, SqliteOpenMode.ReadWrite, _options.LockTimeout);
                _reader.Files.WatchContent(opened.Image);
                _reader.Execute("pragma query_only = 1");

                // At once: a connection that reads an emptied file for the first time deletes the log.
                _ = _reader.Read("select identity from qapi_store where id = 1");
                _reader.Files.Watch();
            }
            catch
            {
                opened.Session.Dispose();
                throw;
            }

            _queue.Open(opened.Content.LastSequence);
            _medium = new SqliteMedium(opened.Session, _options, _identity, _epoch, opened.Image);
            _writer = new JobStoreWriter(_queue, _medium);
            _writer.Start();
            _queue.CheckOwnerEvery(_options.OwnerCheckInterval, _options.Shard, _options.Clock);
        }

        return opened.Content;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredJob> ReadJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var texts = new SqliteTexts();
        Task<List<StoredJob>>? next = ReadPageAsync(long.MinValue, texts, cancellationToken);
        while (next is not null)
        {
            // The next page is read while the caller takes this one.
            List<StoredJob> jobs = await next.ConfigureAwait(false);
            next = jobs.Count < PageSize ? null : ReadPageAsync(jobs[^1].Number, texts, cancellationToken);
            foreach (StoredJob job in jobs)
            {
                yield return job;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        JobPending pending = _queue.ReadPending(job);
        if (pending.IsRemoved)
        {
            return default;
        }

        (JobBodies? stored, long sequence) = Read(reader => SqliteContent.Bodies(reader, job));
        return new ValueTask<JobBodies?>(pending.Over(stored, sequence));
    }

    /// <inheritdoc/>
    public void Append(in JobRecord record) => _queue.Append(record);

    /// <inheritdoc/>
    public ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default) => _queue.WhenDurableAsync(sequence, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<JobHistoryPage>(Read(reader => SqliteContent.History(reader, transition, max)));
    }

    /// <summary>
    /// Saves a checkpoint inside a transaction of the application's on the same file: what it does there and the checkpoint are kept together or not at all,
    /// so that effects happen exactly once.
    /// </summary>
    /// <remarks>
    /// Flushes of the store wait until the transaction ends; so nothing may be awaited in it that waits for the store. Checkpoints that were appended before
    /// are older than this one.
    /// </remarks>
    /// <param name="job">Number of the job; durable already.</param>
    /// <param name="body">The checkpoint.</param>
    /// <param name="progress">How far the job is then.</param>
    /// <param name="transaction">The transaction.</param>
    /// <exception cref="JobStoreException">Another owner has opened the store, or the transaction isn't on its file; it should be rolled back.</exception>
    /// <exception cref="InvalidOperationException">There is no such job.</exception>
    public void SaveCheckpoint(long job, ReadOnlyMemory<byte> body, JobProgress progress, SqliteTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        SqliteCheckpoint.Save(
            transaction, _options.Path, _options.Shard, _identity, _epoch, job, _queue.AppendedSequence, body, progress);
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync()
    {
        lock (_opening)
        {
            _closing ??= CloseCoreAsync();
        }

        return new ValueTask(_closing);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_opening)
        {
            _closing ??= CloseCoreAsync();
            _disposal ??= DisposeCoreAsync(_closing);
        }

        return new ValueTask(_disposal);
    }

    /// <summary>For tests: ends as the death of the process would.</summary>
    internal ValueTask AbandonAsync()
    {
        _writer?.Abandon();
        return DisposeAsync();
    }

    private async Task CloseCoreAsync()
    {
        _queue.Close();
        if (_writer is not null)
        {
            await _writer.Ended.ConfigureAwait(false);
        }

        _queue.Dispose();
    }

    private async Task DisposeCoreAsync(Task closing)
    {
        await closing.ConfigureAwait(false);
        lock (_reading)
        {
            _reader?.Dispose();
            _reader = null;
        }
    }

    private Task<List<StoredJob>> ReadPageAsync(long after, SqliteTexts texts, CancellationToken cancellationToken) =>
        Task.Run(() => Read(reader => SqliteContent.Jobs(reader, after, PageSize, texts)), cancellationToken);

    private T Read<T>(Func<SqliteSession, T> read)
    {
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposal is not null && _reader is null, this);
            return read(_reader ?? throw new InvalidOperationException("The store isn't open."));
        }
    }
}
