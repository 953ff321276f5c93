using System;
using QapiGen.Jobs.Hosting;
using QapiGen.Jobs.Orleans.Shards;

namespace QapiGen.Jobs.Orleans.Tests.Support;

/// <summary>What a cluster of tests stands on.</summary>
internal sealed class JobTestClusterOptions
{
    /// <summary>Chooses the store of a node, by its name; null is one SQLite file for all.</summary>
    public Action<QapiJobsOptions, string>? UseStore { get; init; }

    /// <summary>Changes settings of all nodes.</summary>
    public Action<JobClusterOptions> Configure { get; init; } = static _ => { };

    /// <summary>Adds drivers to a node, by its name.</summary>
    public Action<QapiJobsBuilder, string> AddDrivers { get; init; } = static (_, _) => { };

    /// <summary>The nodes' ways to the membership table; null if none is to be cut.</summary>
    public TestMembership? Membership { get; init; }
}
