using System;
using System.Globalization;
using System.Linq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
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
    /// The service is there as a keyed <see cref="QmpService"/> and <see cref="IQmpEventSink"/>; the first one added also without a key. Its
    /// settings are <see cref="QmpHostingOptions"/> of its name, bound to the configuration's section <c>Qmp:NAME</c>.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="schema">The compiled schema: <c>GreeterSchema.Instance</c>.</param>
    /// <param name="name">Name of the service; several services in one process need different ones.</param>
    public static QmpHostingBuilder AddQmp(this IServiceCollection services, QmpCompiledSchema schema, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var builder = new QmpHostingBuilder(services, name, schema);
        services.AddOptions<QmpHostingOptions>(name).Configure<IServiceProvider>(
            (options, provider) => provider.GetService<IConfiguration>()?.GetSection($"Qmp:{name}").Bind(options));
        services.AddKeyedSingleton(name, (provider, _) => CreateService(provider, builder));
        services.AddKeyedSingleton<IQmpEventSink>(name, (provider, _) => new QmpHostedEventSink(provider, name));
        if (!services.Any(service => service.ServiceType == typeof(QmpService) && !service.IsKeyedService))
        {
            services.AddSingleton(provider => provider.GetRequiredKeyedService<QmpService>(name));
            services.AddSingleton(provider => provider.GetRequiredKeyedService<IQmpEventSink>(name));
        }

        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<QmpHostedService>(provider, builder));
        return builder;
    }

    /// <summary>Adds a check that a QMP service is up and listening where it should.</summary>
    public static IHealthChecksBuilder AddQmp(this IHealthChecksBuilder builder, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new QmpHealthCheck(provider.GetRequiredKeyedService<QmpService>(name)),
            failureStatus: null,
            tags: null));
    }

    private static QmpService CreateService(IServiceProvider provider, QmpHostingBuilder builder)
    {
        QmpHostingOptions settings = provider.GetRequiredService<IOptionsMonitor<QmpHostingOptions>>().Get(builder.Name);
        var options = new QmpServiceOptions
        {
            Name = builder.Name,
            Version = ParseVersion(settings.Version, settings.Package),
            OffersOutOfBand = settings.OutOfBand,
            AllowsConcurrentCommands = settings.ConcurrentCommands,
            IsPretty = settings.Pretty,
            StartsInPreconfig = settings.Preconfig,
            Compatibility = QmpCompatibilityPolicy.Parse(settings.Compatibility),
            MaxPendingOutputBytes = settings.MaxPendingOutputBytes,
            TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System,
            LoggerFactory = provider.GetRequiredService<ILoggerFactory>(),
        };
        return new QmpService(
            builder.Schema,
            [.. builder.Dispatchers.Select(create => create(provider))],
            builder.Adapt(provider, options));
    }

    private static QmpVersion ParseVersion(string text, string package)
    {
        string[] parts = text.Split('.');
        long[] numbers = new long[3];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (parts.Length != numbers.Length || !long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw new FormatException($"'{text}' is not a version of three numbers");
            }
        }

        return new QmpVersion(numbers[0], numbers[1], numbers[2], package);
    }
}
