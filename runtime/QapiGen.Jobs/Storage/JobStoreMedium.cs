using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Storage;

/// <summary>What a store keeps its records in, as one owner, for a <see cref="JobStoreWriter"/>, which calls one method after the other. For those who write stores.</summary>
public abstract class JobStoreMedium : IAsyncDisposable
{
    /// <summary>Whether its methods block, so that the writer is given a thread of its own: they return when they are done then.</summary>
    public virtual bool IsBlocking => false;

    /// <summary>Writes all of the records or none, under the owner's epoch; those whose outcome was unknown before and that are there already aren't written again.</summary>
    /// <param name="records">The records, in order, at least one.</param>
    /// <exception cref="JobStoreException">They couldn't be written, and come again; with <see cref="JobStoreFault.OwnershipLost"/> they never will be.</exception>
    public abstract ValueTask WriteAsync(IReadOnlyList<JobRecord> records);

    /// <summary>After a success of which those who wait have been told: keeps the medium small, a little at a time.</summary>
    /// <param name="isQuiet">Whether nothing waits; asked again and again.</param>
    public virtual ValueTask TidyAsync(Func<bool> isQuiet) => default;

    /// <summary>After a failure: what has failed may go on failing, and can be made anew.</summary>
    /// <param name="fault">What <see cref="WriteAsync"/> threw.</param>
    /// <exception cref="JobStoreException">That isn't possible now; with <see cref="JobStoreFault.OwnershipLost"/> it never will be.</exception>
    public virtual ValueTask MendAsync(JobStoreException fault) => default;

    /// <summary>Looks whether the medium is still this owner's, without writing.</summary>
    /// <param name="closing">Is cancelled when the store is being disposed.</param>
    /// <exception cref="JobStoreException">With <see cref="JobStoreFault.OwnershipLost"/>: it isn't. What else is thrown the next flush meets, too, and tells.</exception>
    public abstract ValueTask CheckOwnerAsync(CancellationToken closing);

    /// <summary>Nothing waits: lets go what is held only to write.</summary>
    public virtual ValueTask RestAsync() => default;

    /// <summary>Notes that the owner has ended well; also where what was left had no room (<see cref="JobStoreFault.Full"/>), so that should take none.</summary>
    /// <exception cref="JobStoreException">It can't: the next owner takes it as a loss, and looks.</exception>
    public abstract ValueTask CloseAsync();

    /// <summary>Lets the medium go.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
