using System;
using System.Threading;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Sqlite;

/// <summary>Settings of a <see cref="SqliteJobStore"/>.</summary>
public sealed class SqliteJobStoreOptions
{
    /// <summary>The file; made if it isn't there, its folder isn't. Its <c>-wal</c> and <c>-shm</c> files lie beside it.</summary>
    public string Path { get; set; } = "";

    /// <summary>What an acknowledgement survives. Default: the loss of power.</summary>
    public JobDurability Durability { get; set; } = JobDurability.Machine;

    /// <summary>How many transitions are kept at least, from 1; older ones are deleted as new ones come.</summary>
    public int HistoryLimit { get; set; } = 100_000;

    /// <summary>Which store in the file this is, from 0: each has tables of its own, and an owner of its own. Default: 0.</summary>
    public int Shard { get; set; }

    /// <summary>
    /// How often a store that has nothing to write looks whether it still belongs to this host, more than 0 and up to a day; <see cref="Timeout.InfiniteTimeSpan"/>
    /// for never. So long an older host may go on when a newer one has opened the store. Null, the default, is a second, and 5 seconds for shards from 1.
    /// </summary>
    public TimeSpan? OwnerCheckInterval { get; set; }

    /// <summary>How long the opening, and the end, which would count as a loss otherwise, wait while somebody else holds the file.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For tests: what tells when a look is due.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>For tests: the name of what SQLite writes files with; null for its own.</summary>
    internal string? FileSystem { get; set; }

    /// <summary>The same settings, whatever becomes of these, for the store a number of shards further on.</summary>
    internal SqliteJobStoreOptions Copy(int shard = 0)
    {
        var copy = (SqliteJobStoreOptions)MemberwiseClone();
        copy.Shard += shard;
        return copy;
    }
}
