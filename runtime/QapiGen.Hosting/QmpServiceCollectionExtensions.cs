using System;
using System.Linq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting;

/// <summary>Adds QMP services to an application.</summary>
public static class QmpServiceCollectionExtensions
{
    /// <summary>Name of a service that isn't given one.</summary>
    public const string DefaultName = "qmp";

    /// <summary>Adds a QMP service. It starts and stops with the host.</summary>
    /// <remarks>
    /// The service is there as a keyed <see cref="QmpService"/> and <see cref="IQmpEventSink"/>; the first one added also without a key, and its
    /// sink, too, as long as it is the only one. Its settings are <see cref="QmpHostingOptions"/> of its name, bound to the configuration's
    /// section <c>Qmp:NAME</c>. What can't be meant, in code or configuration, keeps the host from starting.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="schema">The compiled schema: <c>GreeterSchema.Instance</c>.</param>
    /// <param name="name">Name of the service; several services in one process need different ones.</param>
    /// <exception cref="InvalidOperationException">There is a service of that name, in whatever capitals.</exception>
    public static QmpHostingBuilder AddQmp(this IServiceCollection services, QmpCompiledSchema schema, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentException.ThrowIfNullOrEmpty(name);
        QmpHostingBuilder[] others = [.. services.Select(static service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<QmpHostingBuilder>()];
        if (Array.Find(others, other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            // Configuration takes capitals and small letters for the same: both would listen on the same addresses.
            throw new InvalidOperationException(same.Name == name
                ? $"There is a QMP service '{name}' already: give each AddQmp a name of its own"
                : $"There is a QMP service '{same.Name}' already, and '{name}' would have its settings, those of Qmp:{same.Name}: names have to differ in more than capitals");
        }

        var builder = new QmpHostingBuilder(services, name, schema);
        services.AddSingleton(builder);
        services.AddOptions<QmpHostingOptions>(name).ValidateOnStart().Configure<IServiceProvider>(
            (options, provider) =>
            {
                if (provider.GetService<IConfiguration>() is { } all)
                {
                    SectionFaults.WithoutUnreadable(all.GetSection($"Qmp:{name}"), HostingOptionsValidator.Settings).Bind(options);
                }
            });
        services.AddSingleton<IValidateOptions<QmpHostingOptions>>(provider => new HostingOptionsValidator(builder, provider));
        services.AddSingleton(new SectionName("Qmp", name));
        services.AddKeyedSingleton(name, (provider, _) => ServiceFactory.Create(provider, builder));
        services.AddKeyedSingleton<IQmpEventSink>(name, (provider, _) => new HostedEventSink(provider, builder));
        services.AddKeyedSingleton(name, new QmpHostedEndpoints());
        services.AddKeyedSingleton(name, (provider, _) => new HostedEnd(name, provider.GetServices<IQmpHostingExtension>(), provider.GetRequiredService<HostedPatience>()));
        if (others.Length == 0)
        {
            services.AddSingleton(provider => provider.GetRequiredKeyedService<QmpService>(name));
            services.AddSingleton(QmpHostedServices.GetOnlySink);
            services.AddKeyedSingleton(KeyedService.AnyKey, QmpHostedServices.RefuseSink);
        }

        services.TryAddSingleton(static provider => new HostedPatience(provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout, provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.TryAddSingleton<TakenAddresses>();
        services.AddKeyedSingleton(name, (provider, _) => new HostedAddresses(
            builder,
            provider.GetRequiredKeyedService<QmpService>(name),
            provider.GetRequiredService<IOptionsMonitor<QmpHostingOptions>>(),
            provider.GetRequiredService<TakenAddresses>(),
            provider.GetService<IConfiguration>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILoggerFactory>()));
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(provider => new HostedReservation(provider.GetRequiredKeyedService<HostedAddresses>(name))));
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<HostedService>(provider, builder));
        return builder;
    }

    /// <summary>Adds a check that clients can connect to a QMP service wherever it should listen.</summary>
    /// <remarks>
    /// A Unix socket is connected to, and has to answer with a greeting, or with TLS, so that one that was deleted, or taken over by another process, is found; each check is a connection in
    /// the service's log and metrics. For TCP the system is asked whether the port is listened on. A service that turns new clients away since it
    /// has <see cref="QmpServiceOptions.MaxConnections"/> is degraded. A check of a service that isn't there keeps the host from starting.
    /// </remarks>
    public static IHealthChecksBuilder AddQmp(this IHealthChecksBuilder builder, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        HealthCheckValidator.Add(builder, provider => provider.DescribeMissingQmpHosting(name));
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new ServiceHealthCheck(
                provider.GetRequiredKeyedService<QmpService>(provider.GetQmpHosting(name).Name),
                provider.GetRequiredKeyedService<QmpHostedEndpoints>(name),
                needsEndpoint: !provider.GetQmpHosting(name).ListensNowhere),
            failureStatus: null,
            tags: null));
    }
}
