using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>Keeps jobs in PostgreSQL.</summary>
/// <remarks>What it promises stands at <see cref="IJobStore"/>; how it keeps it, and the tables, in the package's README.</remarks>
public sealed class PostgreSqlJobStore : IJobStore
{
    /// <summary>Jobs that are read at a time.</summary>
    private const int PageSize = 10_000;

    private readonly PostgreSqlJobStoreOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly string _name;
    private readonly JobStoreQueue _queue = new();
    private readonly Lock _opening = new();
    private JobStoreWriter? _writer;
    private long _epoch;
    private string? _identity;
    private bool _isOpening;
    private Task? _closing;
    private Task? _disposal;

    /// <summary>Makes a store over a database, not opened yet.</summary>
    /// <param name="connectionString">Npgsql's connection string.</param>
    public PostgreSqlJobStore(string connectionString)
        : this(new PostgreSqlJobStoreOptions { ConnectionString = connectionString })
    {
    }

    /// <summary>Makes a store with settings, not opened yet.</summary>
    /// <param name="options">The settings; read at once.</param>
    /// <exception cref="ArgumentException">The connection string isn't one.</exception>
    public PostgreSqlJobStore(PostgreSqlJobStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Enum.IsDefined(options.Durability))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Durability, "The durability of a store of jobs is Process or Machine.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.LockTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.HistoryLimit, 1);
        if (options.OwnerCheckInterval is { } interval && interval != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(interval, TimeSpan.FromDays(1), nameof(options));
        }

        _options = options.Copy();
        _source = options.DataSource ?? PostgreSqlPool.Create(options.ConnectionString);
        var words = new NpgsqlConnectionStringBuilder(_source.ConnectionString);
        _name = $"'{words.Database ?? words.Username}' on {words.Host}" + (options.Shard == 0 ? "" : $", shard {options.Shard},");
    }

    /// <inheritdoc/>
    public JobDurability Durability => _options.Durability;

    /// <inheritdoc/>
    public long DurableSequence => _queue.DurableSequence;

    /// <inheritdoc/>
    public JobStoreTrouble? Trouble => _queue.Trouble;

    /// <inheritdoc/>
    public CancellationToken OwnershipLost => _queue.OwnershipLost;

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

        JobStoreContent content = await ReadAsync(
            connection => PostgreSqlContent.OpenAsync(connection, _name, _options, owner, cancellationToken), cancellationToken).ConfigureAwait(false);
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_closing is not null, this);
            _epoch = content.Epoch;
            _identity = content.Identity;
            _queue.Open(content.LastSequence);
            _writer = new JobStoreWriter(_queue, new PostgreSqlMedium(_source, _name, _epoch, _options));
            _writer.Start();
            _queue.CheckOwnerEvery(_options.OwnerCheckInterval, _options.Shard, _options.Clock);
        }

        return content;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredJob> ReadJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        long after = long.MinValue;
        while (true)
        {
            List<StoredJob> jobs = await ReadAsync(
                connection => PostgreSqlContent.JobsAsync(connection, _options.Shard, after, PageSize, texts, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (StoredJob job in jobs)
            {
                yield return job;
            }

            if (jobs.Count < PageSize)
            {
                yield break;
            }

            after = jobs[^1].Number;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default)
    {
        JobPending pending = _queue.ReadPending(job);
        if (pending.IsRemoved)
        {
            return null;
        }

        (JobBodies? stored, long sequence) = await ReadAsync(
            connection => PostgreSqlContent.BodiesAsync(connection, _options.Shard, job, cancellationToken), cancellationToken).ConfigureAwait(false);
        return pending.Over(stored, sequence);
    }

    /// <inheritdoc/>
    public void Append(in JobRecord record) => _queue.Append(record);

    /// <inheritdoc/>
    public ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default) => _queue.WhenDurableAsync(sequence, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return await ReadAsync(
            connection => PostgreSqlContent.HistoryAsync(connection, _options.Shard, transition, max, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Saves a checkpoint inside a transaction of the application's in the same database: what it does there and the checkpoint are kept together or not at all,
    /// so that effects happen exactly once.
    /// </summary>
    /// <remarks>
    /// Flushes of the store go on meanwhile; another owner's opening waits until the transaction ends. Checkpoints that were appended before are older than this
    /// one; none of this job may be appended before the transaction ends.
    /// </remarks>
    /// <param name="job">Number of the job; durable already.</param>
    /// <param name="body">The checkpoint.</param>
    /// <param name="progress">How far the job is then.</param>
    /// <param name="transaction">The transaction; its search path leads to the store's tables.</param>
    /// <param name="cancellationToken">Gives up; the transaction can only be rolled back then.</param>
    /// <exception cref="JobStoreException">Another owner has opened the store, or the server can't be used; the transaction should be rolled back.</exception>
    /// <exception cref="InvalidOperationException">There is no such job.</exception>
    public async ValueTask SaveCheckpointAsync(
        long job, ReadOnlyMemory<byte> body, JobProgress progress, NpgsqlTransaction transaction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        await PostgreSqlCheckpoint.SaveAsync(
            transaction, _name, _options.Shard, _identity, _epoch, job, _queue.AppendedSequence, body, progress, cancellationToken).ConfigureAwait(false);
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
        if (_options.DataSource is null)
        {
            await _source.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Reads, and once more if the connection was one that had broken in the pool.</summary>
    private async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            ObjectDisposedException.ThrowIf(_disposal is not null, this);
            try
            {
                NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using ConfiguredAsyncDisposable ending = connection.ConfigureAwait(false);
                return await read(connection).ConfigureAwait(false);
            }
            catch (Exception e) when (PostgreSqlFaults.IsOfServer(e))
            {
                if (isFirst && e is NpgsqlException { IsTransient: true })
                {
                    _source.Clear();
                    continue;
                }

                throw PostgreSqlFaults.From(e, _name);
            }
        }
    }
}
