using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Storage;

/// <summary>Where jobs are kept, so that a host that comes up again finds them.</summary>
/// <remarks>
/// <para>
/// A store keeps what came out, not what went in: each record has the new state of one job or group, so that reading it back doesn't depend on
/// how states were computed. The engine appends in order, under its lock; what leaves the process (answers, events, starts of drivers, commits)
/// waits until its record is durable. So one flush serves all that came meanwhile.
/// </para>
/// <para>
/// One object is one owner's, from <see cref="OpenAsync"/> to <see cref="CloseAsync"/>; after that it can only be read, until it is disposed of. <see cref="Append"/> is called by one thread at a time, everything else by any.
/// <c>QapiGen.Testing</c> has a suite (<c>JobStoreConformance</c>) that every store has to pass.
/// </para>
/// </remarks>
public interface IJobStore : IAsyncDisposable
{
    /// <summary>What an acknowledgement survives.</summary>
    JobDurability Durability { get; }

    /// <summary>Number of the last record that is durable; 0 before the first.</summary>
    long DurableSequence { get; }

    /// <summary>What keeps the store from writing just now; null while it can. Records wait in memory meanwhile, and the store tries again by itself.</summary>
    JobStoreTrouble? Trouble { get; }

    /// <summary>
    /// Is cancelled once another owner has a higher epoch, or the store can never be written again: drivers have to stop, since nothing that they do
    /// will be known. At the latest at the next flush, before anything of it is called durable; a store that has nothing to write looks by itself from time to time.
    /// </summary>
    /// <remarks>
    /// How often it looks is the store's own setting, seconds at most: so long what the older owner knows may be out of date, and its drivers may run beside the
    /// newer owner's. Nothing of what they do is kept.
    /// </remarks>
    CancellationToken OwnershipLost { get; }

    /// <summary>Makes the store if there is none, takes the next epoch, and reads what is needed to begin. Called once, first.</summary>
    /// <param name="owner">Who opens it, for people: host name and process id.</param>
    /// <param name="cancellationToken">Gives up; the epoch may have been taken.</param>
    /// <exception cref="JobStoreException">It can't be opened, is damaged, or was written by a newer version; nothing was changed.</exception>
    ValueTask<JobStoreContent> OpenAsync(string owner, CancellationToken cancellationToken = default);

    /// <summary>All jobs as of the opening, by their number, oldest first. To be read before the first <see cref="Append"/>.</summary>
    /// <remarks>One that can't be read is skipped only by an exception of its own, <see cref="StoredJob.Damage"/>: the others still come.</remarks>
    IAsyncEnumerable<StoredJob> ReadJobsAsync(CancellationToken cancellationToken = default);

    /// <summary>The arguments and the newest checkpoint of a job, those that were appended and aren't durable yet included.</summary>
    /// <param name="job">The job's number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null if there is no such job (any more).</returns>
    /// <exception cref="JobStoreException">It can't be read.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default);

    /// <summary>Takes a record; a piece of several (<see cref="JobRecord.IsContinued"/>) is kept all or none. Does no I/O, waits for nothing and doesn't throw for what a store may meet; once ownership is lost, does nothing.</summary>
    /// <param name="record">The record; its number is that of the one before plus 1.</param>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    /// <exception cref="InvalidOperationException">It isn't open, or the number is out of order: a fault of the caller.</exception>
    void Append(in JobRecord record);

    /// <summary>Completes when all records up to a number are durable. One flush serves all who wait.</summary>
    /// <param name="sequence">The number; may be one that isn't appended yet.</param>
    /// <param name="cancellationToken">Gives up the wait; the records stay.</param>
    /// <exception cref="JobStoreException">Ownership is lost: they will never be.</exception>
    /// <exception cref="ObjectDisposedException">The store was closed before.</exception>
    ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default);

    /// <summary>The durable transitions after one, oldest first.</summary>
    /// <param name="transition">The last that is known (<see cref="JobRecord.Transition"/>); 0 for none.</param>
    /// <param name="max">How many at most, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A page; <see cref="JobHistoryPage.Oldest"/> tells whether older ones are gone that the caller doesn't know.</returns>
    ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes what waits, says that nothing was lost with this owner (<see cref="JobStoreContent.WasClosed"/>), and lets the store go for the next one. Takes no more
    /// records then; what is kept can be read until the disposal, since clients may still ask while their host stops.
    /// </summary>
    /// <remarks>Done once: further calls, and the disposal, wait for the same end. Of a store that isn't open there is nothing to close.</remarks>
    ValueTask CloseAsync();
}

/// <summary>What a store says when it is opened.</summary>
/// <param name="Epoch">The owner's epoch, from 1; higher than all before. The fencing token to hand to other systems.</param>
/// <param name="LastSequence">Number of the last record; 0 if there is none.</param>
/// <param name="LastTransition">Number of the last transition; 0 if there is none.</param>
/// <param name="LastJob">The highest number that a job was ever given; 0 if there was none.</param>
/// <param name="JobCount">How many jobs there are.</param>
/// <param name="Groups">The groups that something is kept of, by number.</param>
/// <param name="WasClosed">Whether the owner before has closed it: nothing was lost with its process.</param>
public sealed record JobStoreContent(
    long Epoch, long LastSequence, long LastTransition, long LastJob, long JobCount, IReadOnlyList<StoredGroup> Groups, bool WasClosed)
{
    /// <summary>What was remembered beside the jobs, in no order.</summary>
    public IReadOnlyList<StoredNote> Notes { get; init; } = [];

    /// <summary>What distinguishes this store from others of its kind; null if it doesn't say. Handed to drivers (<see cref="Drivers.JobContext.StoreIdentity"/>).</summary>
    public string? Identity { get; init; }
}

/// <summary>What an acknowledgement survives.</summary>
public enum JobDurability
{
    /// <summary>The death of the process (<c>kill -9</c>): what is acknowledged has been handed to the operating system, or to the database server.</summary>
    Process,

    /// <summary>The loss of power, too: what is acknowledged has been synced to the medium.</summary>
    Machine,
}
