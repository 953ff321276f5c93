using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using QapiGen.Hosting;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;

namespace QapiGen.Jobs.Hosting;

/// <summary>Serves the application's jobs on its QMP services.</summary>
internal sealed class QapiJobsExtension(IServiceProvider provider) : IQmpHostingExtension
{
    private JobManager? _manager;

    public IEnumerable<QmpDispatcher> CreateDispatchers(string service, IReadOnlyList<QmpModule> modules)
    {
        _manager = provider.GetRequiredService<JobManager>();
        var dispatcher = new JobDispatcher(_manager);
        if (!modules.Contains(dispatcher.Module))
        {
            return [];
        }

        CheckTypes(service, _manager);
        return [dispatcher];
    }

    public ValueTask OnQuitAsync(string service, CancellationToken cancellationToken) =>
        provider.GetRequiredService<JobManager>().ShutdownAsync(cancellationToken);

    public ValueTask OnEndAsync(string service, CancellationToken cancellationToken) => _manager?.ShutdownAsync(cancellationToken) ?? default;

    // Its clients would be told of values that its schema doesn't have.
    private static void CheckTypes(string service, JobManager manager)
    {
        string[] foreign = [.. manager.JobTypes.Texts.Except(JobTypeCodec.Table.Texts)];
        if (foreign.Length != 0)
        {
            throw new InvalidOperationException(
                $"The QMP service '{service}' has the job.json of QapiGen.Jobs, whose JobType lacks '{string.Join("', '", foreign)}', and jobs of this host may be of {(foreign.Length == 1 ? "that type" : "these types")}: "
                + $"include the host's own job.json in its schema and add a JobDispatcher<TInfo>, or say WithoutCommandsOf(\"{JobModule.Instance.Name}\")");
        }
    }
}
