using Microsoft.Extensions.Logging;
using QapiGen.Jobs.Orleans.Contract;

namespace QapiGen.Jobs.Orleans;

internal static partial class ClusterLog
{
    [LoggerMessage(1, LogLevel.Information, "{Verb} of job {Id} has no answer, and is asked for again: {Reason}")]
    public static partial void NoAnswer(ILogger logger, ShardVerb verb, string id, string reason);

    [LoggerMessage(2, LogLevel.Information, "Events of an operation come later: {Reason}")]
    public static partial void EventsLate(ILogger logger, string reason);
}
