using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QapiGen.Hosting;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Hosting;

/// <summary>Makes the manager from what configuration and services say, and has the QMP services told of its jobs.</summary>
internal static class JobManagerFactory
{
    private static readonly TimeSpan s_maxTimeOfConnections = TimeSpan.FromSeconds(2);

    public static JobManager Create(IServiceProvider provider, QapiJobsBuilder builder)
    {
        QapiJobsOptions settings = provider.GetRequiredService<IOptions<QapiJobsOptions>>().Value;
        var manager = new JobManager(CreateOptions(provider, builder, settings, settings.CreateStore(provider)));
        foreach (JobStatusChangeSender sender in CreateSenders(provider, settings))
        {
            manager.AddSink(sender);
        }

        return manager;
    }

    public static JobManagerOptions CreateOptions(IServiceProvider provider, QapiJobsBuilder builder, QapiJobsOptions settings, IJobStore? store) =>
        builder.Adapt(provider, new JobManagerOptions
        {
            Store = store,
            Drivers = builder.CreateDrivers(provider),
            MaxRunningJobs = settings.MaxRunningJobs,
            ShutdownMode = settings.ShutdownMode,
            ShutdownPatience = settings.ShutdownPatience,
            ShutdownTimeout = settings.ShutdownTime ?? ShareOfJobs(provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout),
            TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System,
            Logger = provider.GetRequiredService<ILogger<JobManager>>(),
        });

    /// <summary>One for each QMP service whose schema has the event.</summary>
    public static IEnumerable<JobStatusChangeSender> CreateSenders(IServiceProvider provider, QapiJobsOptions settings)
    {
        foreach (QmpHostingBuilder service in provider.GetServices<QmpHostingBuilder>().Where(SendsJobEvents))
        {
            IQmpEventSink events = provider.GetRequiredKeyedService<IQmpEventSink>(service.Name);
            yield return new JobStatusChangeSender(events, service.Schema) { SendsError = settings.SendsError };
        }
    }

    // Connections close after the jobs, and have to be left time for it: two seconds for commands that don't heed their cancellation.
    private static TimeSpan ShareOfJobs(TimeSpan time)
    {
        if (time == Timeout.InfiniteTimeSpan)
        {
            return time;
        }

        TimeSpan ofConnections = time * 2 / 5;
        return time - (ofConnections < s_maxTimeOfConnections ? ofConnections : s_maxTimeOfConnections);
    }

    // By name: a host's own job.json has an event of its own, and of the same form.
    private static bool SendsJobEvents(QmpHostingBuilder service) =>
        service.Schema.Modules.Any(static module => module.Events.Any(static item => item.Name == JobEvent.JobStatusChange.Name));
}
