using System;
using Microsoft.Extensions.Logging;

namespace QapiGen.Jobs.Orleans.Nodes;

internal static partial class NodeLog
{
    [LoggerMessage(1, LogLevel.Information, "Shard {Shard} can't be reached just now: {Reason}")]
    public static partial void NotReached(ILogger logger, long shard, string reason);

    [LoggerMessage(2, LogLevel.Information, "Shard {Shard} is handed over to a node that it is drawn to more")]
    public static partial void HandsOver(ILogger logger, int shard);

    [LoggerMessage(3, LogLevel.Information, "Transitions of shard {Shard} that didn't come can't be asked for just now")]
    public static partial void NotFilled(ILogger logger, int shard, Exception reason);
}
