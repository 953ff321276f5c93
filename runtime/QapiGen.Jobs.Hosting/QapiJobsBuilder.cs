using System;
using System.Collections.Generic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Hosting;

/// <summary>Puts the jobs of an application together. What stores add, they add as extension methods.</summary>
public sealed class QapiJobsBuilder
{
    // Refuses what a registry refuses, long before there is a provider to make drivers with.
    private readonly JobDriverRegistry _declared = new();
    private readonly List<Action<JobDriverRegistry, IServiceProvider>> _drivers = [];

    internal QapiJobsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    internal Func<IServiceProvider, JobManagerOptions, JobManagerOptions> Adapt { get; private set; } = static (_, options) => options;

    /// <summary>Adds a driver by name, so that its jobs can be kept in a store and go on in the next host.</summary>
    /// <typeparam name="TArguments">Its arguments: a type of a QAPI schema.</typeparam>
    /// <param name="name">The name, which is kept with each job.</param>
    /// <param name="make">Makes a driver for one job; an exception ends the job with its text.</param>
    /// <param name="configure">Changes what happens when a host is lost.</param>
    /// <exception cref="ArgumentException">The name is taken, or an option is out of its range.</exception>
    public QapiJobsBuilder AddDriver<TArguments>(string name, Func<TArguments, JobDriver> make, Action<JobDriverOptions>? configure = null)
        where TArguments : IWireCodec<TArguments>
    {
        ArgumentNullException.ThrowIfNull(make);
        return AddDriver<TArguments>(name, (_, arguments) => make(arguments), configure);
    }

    /// <summary>Adds a driver that needs services of the application.</summary>
    /// <typeparam name="TArguments">Its arguments: a type of a QAPI schema.</typeparam>
    /// <param name="name">The name, which is kept with each job.</param>
    /// <param name="make">Makes a driver for one job; an exception ends the job with its text.</param>
    /// <param name="configure">Changes what happens when a host is lost.</param>
    /// <exception cref="ArgumentException">The name is taken, or an option is out of its range.</exception>
    public QapiJobsBuilder AddDriver<TArguments>(string name, Func<IServiceProvider, TArguments, JobDriver> make, Action<JobDriverOptions>? configure = null)
        where TArguments : IWireCodec<TArguments>
    {
        ArgumentNullException.ThrowIfNull(make);
        _declared.Add<TArguments>(name, static _ => throw new NotSupportedException(), configure);
        _drivers.Add((drivers, services) => drivers.Add<TArguments>(name, arguments => make(services, arguments), configure));
        return this;
    }

    /// <summary>Options of a manager with these drivers and settings: for hosts that have several managers, as those of a cluster do.</summary>
    /// <param name="provider">The application's services.</param>
    /// <param name="store">The manager's store.</param>
    public JobManagerOptions CreateManagerOptions(IServiceProvider provider, IJobStore? store)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return JobManagerFactory.CreateOptions(provider, this, provider.GetRequiredService<IOptions<QapiJobsOptions>>().Value, store);
    }

    /// <summary>Makes what sends <c>JOB_STATUS_CHANGE</c> to the clients of the application's QMP services whose schema has it.</summary>
    /// <param name="provider">The application's services.</param>
    public static IReadOnlyList<JobStatusChangeSender> CreateEventSenders(IServiceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return [.. JobManagerFactory.CreateSenders(provider, provider.GetRequiredService<IOptions<QapiJobsOptions>>().Value)];
    }

    /// <summary>Changes settings; the last word over configuration.</summary>
    public QapiJobsBuilder Configure(Action<QapiJobsOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    /// <summary>Has the last word on the manager's options: a scheduler, types of jobs.</summary>
    /// <param name="adapt">Gets what configuration and services gave, and returns what is to be used.</param>
    public QapiJobsBuilder ConfigureManager(Func<IServiceProvider, JobManagerOptions, JobManagerOptions> adapt)
    {
        ArgumentNullException.ThrowIfNull(adapt);
        Func<IServiceProvider, JobManagerOptions, JobManagerOptions> before = Adapt;
        Adapt = (services, options) => adapt(services, before(services, options))
            ?? throw new InvalidOperationException($"The function that {nameof(ConfigureManager)}(...) of AddQapiJobs was given returned null, and no {nameof(JobManagerOptions)}");
        return this;
    }

    internal JobDriverRegistry CreateDrivers(IServiceProvider services)
    {
        var drivers = new JobDriverRegistry();
        foreach (Action<JobDriverRegistry, IServiceProvider> add in _drivers)
        {
            add(drivers, services);
        }

        return drivers;
    }
}
