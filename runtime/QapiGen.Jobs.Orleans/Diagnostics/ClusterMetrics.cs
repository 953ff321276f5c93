using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Runtime.CompilerServices;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Jobs.Orleans.Diagnostics;

/// <summary>What is measured of a node; see the README for the names.</summary>
internal static class ClusterMetrics
{
    private static readonly Meter s_meter = new(JobDiagnostics.SourceName);
    private static readonly ConditionalWeakTable<object, Func<int>> s_nodes = [];

    private static readonly Counter<long> s_operations =
        s_meter.CreateCounter<long>("qmp.jobs.operations", "{operation}", "Commands for jobs of the cluster, on the node that was asked");

    private static readonly Counter<long> s_opened = s_meter.CreateCounter<long>("qmp.jobs.shards.opened", "{shard}", "Shards that a node has taken up");

    private static readonly ObservableUpDownCounter<long> s_shards = s_meter.CreateObservableUpDownCounter(
        "qmp.jobs.shards", static () => s_nodes.Sum(static node => (long)node.Value()), "{shard}", "Shards that the node has");

    /// <summary>Has the shards of a node counted from now on.</summary>
    public static void Register(object node, Func<int> count)
    {
        s_nodes.Add(node, count);
        GC.KeepAlive(s_shards);
    }

    public static void Operation(string outcome) => s_operations.AddSafely(1, new KeyValuePair<string, object?>("qmp.jobs.operation.outcome", outcome));

    public static void Opened(bool isLoss) => s_opened.AddSafely(1, new KeyValuePair<string, object?>("qmp.jobs.shard.lost", isLoss));
}
