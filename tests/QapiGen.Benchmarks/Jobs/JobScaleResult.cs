using System.Collections.Generic;

namespace QapiGen.Benchmarks.Jobs;

/// <summary>What one number of live jobs measured.</summary>
/// <param name="LiveJobs">How many there were in each manager.</param>
/// <param name="BytesPerJob">Memory that a live job takes beyond its driver; an empty manager isn't counted.</param>
/// <param name="TransitionsPerSecond">One of each round.</param>
/// <param name="BytesPerTransition">Bytes allocated for each transition, over all rounds.</param>
/// <param name="QueryMilliseconds"><c>query-jobs</c> called in the process, one of each round.</param>
/// <param name="ReplyMilliseconds"><c>query-jobs</c> over QMP, from the request to the last byte of the reply, one of each round.</param>
/// <param name="ReplyBytes">Length of that reply.</param>
internal sealed record JobScaleResult(
    int LiveJobs, double BytesPerJob, List<double> TransitionsPerSecond, double BytesPerTransition, List<double> QueryMilliseconds, List<double> ReplyMilliseconds, long ReplyBytes);
