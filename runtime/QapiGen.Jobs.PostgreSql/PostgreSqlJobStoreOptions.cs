using System;
using System.Threading;
using Npgsql;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.PostgreSql;

/// <summary>Settings of a <see cref="PostgreSqlJobStore"/>.</summary>
public sealed class PostgreSqlJobStoreOptions
{
    /// <summary>Npgsql's connection string. The tables are made in the first schema of the search path.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The application's own source of connections, in place of <see cref="ConnectionString"/>; not disposed of here.</summary>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>What an acknowledgement survives. Default: the loss of the server's power.</summary>
    public JobDurability Durability { get; set; } = JobDurability.Machine;

    /// <summary>How many transitions are kept at least, from 1; older ones are deleted as new ones come.</summary>
    public int HistoryLimit { get; set; } = 100_000;

    /// <summary>Which part of the database this owner has; each part is a store of its own. Default: 0.</summary>
    public int Shard { get; set; }

    /// <summary>
    /// How often a store that has nothing to write looks whether it still belongs to this host, more than 0 and up to a day; <see cref="Timeout.InfiniteTimeSpan"/>
    /// for never. So long an older host may go on when a newer one has opened the store. Null, the default, is a second, and 5 seconds for shards from 1.
    /// </summary>
    public TimeSpan? OwnerCheckInterval { get; set; }

    /// <summary>How long the opening waits while a transaction of an older owner's application holds the store.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For tests: what tells when a look is due.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>The same settings, whatever becomes of these, for the store a number of shards further on.</summary>
    internal PostgreSqlJobStoreOptions Copy(int shard = 0)
    {
        var copy = (PostgreSqlJobStoreOptions)MemberwiseClone();
        copy.Shard += shard;
        return copy;
    }
}
