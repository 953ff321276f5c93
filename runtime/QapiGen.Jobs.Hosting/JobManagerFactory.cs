using System;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QapiGen.Hosting;
using QapiGen.Jobs.Events;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Hosting;

/// <summary>Makes the manager from what configuration and services say, and has the QMP services told of its jobs.</summary>
internal static class JobManagerFactory
{
    private static readonly TimeSpan s_maxTimeOfConnections = TimeSpan.FromSeconds(2);

    public static JobManager Create(IServiceProvider provider, QapiJobsBuilder builder)
    {
        QapiJobsOptions settings = provider.GetRequiredService<IOptions<QapiJobsOptions>>().Value;
        var options = new JobManagerOptions
        {
            Store = settings.CreateStore(provider),
            Drivers = builder.CreateDrivers(provider),
            MaxRunningJobs = settings.MaxRunningJobs,
            ShutdownMode = settings.ShutdownMode,
            ShutdownPatience = settings.ShutdownPatience,
            ShutdownTimeout = settings.ShutdownTime ?? ShareOfJobs(provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout),
            TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System,
            Logger = provider.GetRequiredService<ILogger<JobManager>>(),
        };
        var manager = new JobManager(builder.Adapt(provider, options));
        foreach (QmpHostingBuilder service in provider.GetServices<QmpHostingBuilder>().Where(SendsJobEvents))
        {
            IQmpEventSink events = provider.GetRequiredKeyedService<IQmpEventSink>(service.Name);
            manager.AddSink(new JobStatusChangeSender(events, service.Schema) { SendsError = settings.SendsError });
        }

        return manager;
    }

    // Connections close after the jobs, and have to be left time for it.
    private static TimeSpan ShareOfJobs(TimeSpan time)
    {
        if (time == Timeout.InfiniteTimeSpan)
        {
            return time;
        }

        TimeSpan ofConnections = time / 5;
        return time - (ofConnections < s_maxTimeOfConnections ? ofConnections : s_maxTimeOfConnections);
    }

    // By name: a host's own job.json has an event of its own, and of the same form.
    private static bool SendsJobEvents(QmpHostingBuilder service) =>
        service.Schema.Modules.Any(static module => module.Events.Any(static item => item.Name == JobEvent.JobStatusChange.Name));
}
