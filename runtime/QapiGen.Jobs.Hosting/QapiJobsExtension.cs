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
        return modules.Contains(dispatcher.Module) ? [dispatcher] : [];
    }

    public ValueTask OnQuitAsync(string service, CancellationToken cancellationToken) =>
        provider.GetRequiredService<JobManager>().ShutdownAsync(cancellationToken);

    public ValueTask OnEndAsync(string service, CancellationToken cancellationToken) => _manager?.ShutdownAsync(cancellationToken) ?? default;
}
