using System;
using Microsoft.Extensions.DependencyInjection;

namespace QapiGen.Jobs.Hosting;

/// <summary>Puts the jobs of an application together. What stores add, they add as extension methods.</summary>
public sealed class QapiJobsBuilder
{
    internal QapiJobsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    internal Func<IServiceProvider, JobManagerOptions, JobManagerOptions> Adapt { get; private set; } = static (_, options) => options;

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
        Adapt = (services, options) => adapt(services, before(services, options));
        return this;
    }
}
