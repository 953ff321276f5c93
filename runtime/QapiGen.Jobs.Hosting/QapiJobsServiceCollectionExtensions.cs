using System;
using System.Linq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QapiGen.Hosting;

namespace QapiGen.Jobs.Hosting;

/// <summary>Adds jobs to an application.</summary>
public static class QapiJobsServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="JobManager"/>, which starts and ends with the host.</summary>
    /// <remarks>
    /// Every QMP service whose schema includes <c>job.json</c> serves the jobs: it gets a <see cref="JobDispatcher"/>, unless the application
    /// adds one, and sends <c>JOB_STATUS_CHANGE</c>. When the host stops, or a client's <c>quit</c> stops it, jobs end first, and clients
    /// hear of it before their connections close. Settings are <see cref="QapiJobsOptions"/>, bound to the section <c>Qapi:Jobs</c>.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes settings; the last word over configuration.</param>
    /// <returns>The application's only builder, at a second call, too.</returns>
    public static QapiJobsBuilder AddQapiJobs(this IServiceCollection services, Action<QapiJobsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        QapiJobsBuilder builder = AddQapiJobDrivers(services, configure);
        if (!services.Any(static service => service.ServiceType == typeof(JobManager)))
        {
            services.AddSingleton(provider => JobManagerFactory.Create(provider, builder));
            services.AddSingleton<IQmpHostingExtension, QapiJobsExtension>();
            services.AddHostedService<QapiJobsHostedService>();
        }

        return builder;
    }

    /// <summary>Adds drivers and settings of jobs without a <see cref="JobManager"/>: for hosts whose jobs are run by something else that asks the builder, such as a cluster.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes settings; the last word over configuration.</param>
    /// <returns>The application's only builder, at a second call, too.</returns>
    public static QapiJobsBuilder AddQapiJobDrivers(this IServiceCollection services, Action<QapiJobsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        QapiJobsBuilder builder = services.Select(static service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<QapiJobsBuilder>().FirstOrDefault()
            ?? Add(services);
        return configure is null ? builder : builder.Configure(configure);
    }

    /// <summary>Adds a check that the store of the jobs can write, and belongs to this host.</summary>
    /// <param name="builder">The application's checks.</param>
    /// <param name="name">The check's name.</param>
    /// <exception cref="OptionsValidationException">When the host starts: the application has no <see cref="JobManager"/>.</exception>
    public static IHealthChecksBuilder AddQapiJobs(this IHealthChecksBuilder builder, string name = "jobs")
    {
        ArgumentNullException.ThrowIfNull(builder);
        HealthCheckValidator.Add(builder, _ => builder.Services.Any(static service => service.ServiceType == typeof(JobManager)) ? null
            : "There is no JobManager: call AddQapiJobs() of the application's services, too");
        return builder.Add(new HealthCheckRegistration(
            name, static provider => new JobStoreHealthCheck(provider.GetRequiredService<JobManager>()), failureStatus: null, tags: null));
    }

    private static QapiJobsBuilder Add(IServiceCollection services)
    {
        var builder = new QapiJobsBuilder(services);
        services.AddSingleton(builder);
        services.AddOptions<QapiJobsOptions>().ValidateOnStart().Configure<IServiceProvider>(
            static (options, provider) =>
            {
                if (provider.GetService<IConfiguration>() is { } all)
                {
                    SectionFaults.WithoutUnreadable(all.GetSection(QapiJobsOptionsValidator.Key), QapiJobsOptionsValidator.Settings).Bind(options);
                }
            });
        services.AddSingleton<IValidateOptions<QapiJobsOptions>>(static provider => new QapiJobsOptionsValidator(
            provider, provider.GetService<IOptions<HostOptions>>()?.Value ?? new HostOptions()));
        services.AddSingleton(new SectionName("Qapi", "Jobs"));
        return builder;
    }
}
