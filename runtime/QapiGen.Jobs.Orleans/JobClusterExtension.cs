using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Hosting;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;

namespace QapiGen.Jobs.Orleans;

/// <summary>Serves the cluster's jobs on the QMP services of this node.</summary>
internal sealed class JobClusterExtension(JobCluster jobs) : IQmpHostingExtension
{
    public IEnumerable<QmpDispatcher> CreateDispatchers(string service, IReadOnlyList<QmpModule> modules)
    {
        JobDispatcher<JobInfo> dispatcher = jobs.CreateDispatcher(JobModule.Instance, JobCluster.InfoOf);
        return modules.Contains(dispatcher.Module) ? [dispatcher] : [];
    }

    // The jobs outlive the node.
    public ValueTask OnQuitAsync(string service, CancellationToken cancellationToken) => default;
}
