using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;

namespace QapiGen.Testing.Jobs;

/// <summary>What the suite needs to know of a store: how to make one. One fixture is one medium, empty at first.</summary>
public abstract class JobStoreFixture : IAsyncDisposable
{
    /// <summary>How many transitions the stores keep at least; <see cref="int.MaxValue"/> for all. The suite writes a little more than twice as many, up to 100,000.</summary>
    public virtual int HistoryLimit => int.MaxValue;

    /// <summary>Makes a store over the medium, not opened yet. There may be several.</summary>
    /// <remarks>The suite waits for a store that writes nothing to learn of another owner: one that looks seldom should be told to look often here.</remarks>
    public abstract IJobStore Create();

    /// <summary>Ends a store as the death of its process would: without a flush, without a word. By default it is just left.</summary>
    /// <param name="store">The store; not used any more.</param>
    public virtual ValueTask KillAsync(IJobStore store) => default;

    /// <summary>Takes the medium away.</summary>
    public abstract ValueTask DisposeAsync();
}
