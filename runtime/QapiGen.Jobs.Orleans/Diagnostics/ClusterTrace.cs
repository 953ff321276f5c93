using System.Diagnostics;
using QapiGen.Jobs.Orleans.Contract;

namespace QapiGen.Jobs.Orleans.Diagnostics;

/// <summary>Carries a trace from the node that was asked to the one that has the job, whether or not Orleans propagates activities.</summary>
internal static class ClusterTrace
{
    private static readonly ActivitySource s_source = new(JobDiagnostics.SourceName);

    /// <summary>Begins the activity of an operation where it is carried out; the work of a job that it makes is a part of it.</summary>
    public static Activity? Start(ShardRequest request, string node)
    {
        if (!s_source.HasListeners() || !ActivityContext.TryParse(request.Trace, null, isRemote: true, out ActivityContext parent))
        {
            return null;
        }

        return s_source.StartActivity($"shard {request.Verb}", ActivityKind.Server, parent)?.SetTag("qmp.job.id", request.Id).SetTag("qmp.jobs.node", node);
    }
}
