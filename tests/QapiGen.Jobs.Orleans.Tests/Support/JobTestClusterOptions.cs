using System;

namespace QapiGen.Jobs.Orleans.Tests.Support;

/// <summary>What a cluster of tests stands on.</summary>
internal sealed class JobTestClusterOptions
{
    /// <summary>Chooses the store of a node, by its name; null is one SQLite file for all.</summary>
    public Action<QapiJobsOptions, string>? UseStore { get; init; }

    /// <summary>The nodes' ways to the membership table; null if none is to be cut.</summary>
    public TestMembership? Membership { get; init; }
}
