using Microsoft.Extensions.Logging;

namespace QapiGen.Jobs.Orleans.Shards;

internal static partial class ShardLog
{
    [LoggerMessage(1, LogLevel.Information, "Shard {Shard} is open on node {Node}, epoch {Epoch}")]
    public static partial void Opened(ILogger logger, int shard, long epoch, string node);

    [LoggerMessage(2, LogLevel.Information, "Shard {Shard} has left node {Node}, epoch {Epoch}: {Reason}")]
    public static partial void Closed(ILogger logger, int shard, long epoch, string node, string reason);
}
