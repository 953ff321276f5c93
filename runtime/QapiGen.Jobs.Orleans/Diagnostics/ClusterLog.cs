using System;
using Microsoft.Extensions.Logging;
using QapiGen.Jobs.Orleans.Contract;

namespace QapiGen.Jobs.Orleans.Diagnostics;

/// <summary>What nodes, shards and those who ask them log; ids 420 to 439. All in one class, since Microsoft's generator writes several of an assembly in another order in each build.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(420, LogLevel.Information, "{Verb} of job {Id} has no answer, and is asked for again: {Reason}")]
    public static partial void NoAnswer(ILogger logger, ShardVerb verb, string id, string reason);

    [LoggerMessage(421, LogLevel.Information, "Events of an operation come later: {Reason}")]
    public static partial void EventsLate(ILogger logger, string reason);

    [LoggerMessage(422, LogLevel.Information, "Shard {Shard} is open on node {Node}, epoch {Epoch}")]
    public static partial void Opened(ILogger logger, int shard, long epoch, string node);

    [LoggerMessage(423, LogLevel.Information, "Shard {Shard} has left node {Node}, epoch {Epoch}: {Reason}")]
    public static partial void Closed(ILogger logger, int shard, long epoch, string node, string reason);

    [LoggerMessage(424, LogLevel.Information, "Shard {Shard} can't be reached just now: {Reason}")]
    public static partial void NotReached(ILogger logger, long shard, string reason);

    [LoggerMessage(425, LogLevel.Information, "Shard {Shard} is handed over to a node that it is drawn to more")]
    public static partial void HandsOver(ILogger logger, int shard);

    [LoggerMessage(426, LogLevel.Information, "Transitions of shard {Shard} that didn't come can't be asked for just now")]
    public static partial void NotFilled(ILogger logger, int shard, Exception reason);

    [LoggerMessage(427, LogLevel.Warning, "Jobs of shard {Shard} wait: {Reason}")]
    public static partial void SetAside(ILogger logger, int shard, string reason);

    [LoggerMessage(428, LogLevel.Warning, "Another node, {Silo}, is called {Node}, too: it was killed and isn't found out yet, or names have to be told apart. Shards are drawn to whichever was started last")]
    public static partial void SameName(ILogger logger, string node, string silo);
}
