using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Tracing;

namespace QapiGen.Hosting.Clients;

/// <summary>Adds QMP clients to an application.</summary>
public static class QmpClientServiceCollectionExtensions
{
    /// <summary>Adds a client that connects when the host starts, without keeping the start up, and again whenever its connection breaks.</summary>
    /// <remarks>
    /// It is there as a keyed <see cref="QmpClient"/> and <see cref="QmpReconnectingClient"/>: <c>[FromKeyedServices("vm0")] QmpClient vm</c>. Its
    /// settings are <see cref="QmpHostedClientOptions"/> of its name, bound to the configuration's section <c>QmpClient:NAME</c>, which overrides
    /// what is said here. Every message is logged where the category <see cref="QmpWireLog.Category"/> is at trace.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="name">Name of the client, and its key.</param>
    /// <param name="address">Where the server listens; null to take it from configuration.</param>
    /// <param name="configure">Further settings; null for none.</param>
    /// <exception cref="InvalidOperationException">There is a client of that name.</exception>
    public static IServiceCollection AddQmpClient(this IServiceCollection services, string name, string? address = null, Action<QmpHostedClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Has(services, typeof(QmpReconnectingClient), name))
        {
            throw new InvalidOperationException($"There is a QMP client '{name}' already: give each AddQmpClient a name of its own");
        }

        if (Has(services, typeof(QmpClient), name))
        {
            throw new InvalidOperationException($"There is a QMP client '{name}' already, such as AddQemu adds: give each a name of its own");
        }

        if (services.Select(static service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<SectionName>()
            .FirstOrDefault(other => other.Parent == "QmpClient" && string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            throw new InvalidOperationException(
                $"There is a QMP client '{same.Name}' already, and '{name}' would have its settings, those of QmpClient:{same.Name}: names have to differ in more than capitals");
        }

        services.AddOptions<QmpHostedClientOptions>(name)
            .Configure(options =>
            {
                options.Address = address ?? options.Address;
                configure?.Invoke(options);
            })
            .Configure<IServiceProvider>((options, provider) =>
            {
                if (provider.GetService<IConfiguration>() is { } all)
                {
                    SectionFaults.WithoutUnreadable(all.GetSection($"QmpClient:{name}"), HostedClientOptionsValidator.Settings).Bind(options);
                }
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<QmpHostedClientOptions>>(provider => new HostedClientOptionsValidator(name, provider));
        services.AddSingleton(new SectionName("QmpClient", name));
        services.AddKeyedSingleton(name, (provider, _) => Start(provider, name));
        services.AddKeyedSingleton(name, static (provider, key) => provider.GetRequiredKeyedService<QmpReconnectingClient>(key).Client);
        services.AddSingleton<IHostedService>(provider => new Starter(provider, name));
        return services;
    }

    /// <summary>Adds a check that a client's server answers.</summary>
    /// <remarks>It asks <c>query-version</c> (an agent: <c>guest-ping</c>), so that a server that is connected and stuck is found; an error is an answer, too.</remarks>
    /// <param name="builder">The checks.</param>
    /// <param name="name">Name of the client.</param>
    /// <param name="timeout">How long the answer may take; null for five seconds.</param>
    /// <exception cref="OptionsValidationException">When the host starts: there is no such client.</exception>
    public static IHealthChecksBuilder AddQmpClient(this IHealthChecksBuilder builder, string name, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        HealthCheckValidator.Add(builder, _ => DescribeMissing(builder.Services, name));
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new ClientHealthCheck(
                provider.GetRequiredKeyedService<QmpClient>(name),
                provider.GetRequiredService<IOptionsMonitor<QmpHostedClientOptions>>().Get(name).GuestAgent ? "guest-ping" : "query-version",
                timeout ?? TimeSpan.FromSeconds(5)),
            failureStatus: null,
            tags: null));
    }

    private static string? DescribeMissing(IServiceCollection services, string name) => Has(services, typeof(QmpClient), name) ? null
        : $"There is no QMP client '{name}'; there are {string.Join(", ", services.Where(static service => service.IsKeyedService && service.ServiceType == typeof(QmpClient)).Select(static service => $"'{service.ServiceKey}'").DefaultIfEmpty("none"))}";

    private static bool Has(IServiceCollection services, Type type, string name) =>
        services.Any(service => service.ServiceType == type && service.IsKeyedService && name.Equals(service.ServiceKey));

    private static QmpReconnectingClient Start(IServiceProvider provider, string name)
    {
        QmpHostedClientOptions options = provider.GetRequiredService<IOptionsMonitor<QmpHostedClientOptions>>().Get(name);
        ILoggerFactory loggers = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        TimeProvider time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        QmpAddress address = QmpAddress.Parse(options.Address);
        return QmpReconnectingClient.Start(
            token => QmpTransports.ConnectAsync(address, options.FindTls(), options.HandshakeTimeout, time, token),
            new QmpClientOptions
            {
                Handshake = options.GuestAgent ? QmpHandshake.GuestAgent : QmpHandshake.Greeting,
                EnableOutOfBand = options.OutOfBand,
                HandshakeTimeout = options.HandshakeTimeout,
                CallTimeout = options.CallTimeout,
                QuerySchema = options.QuerySchema,
                Schema = options.FindSchema(),
                LoggerFactory = loggers,
                TimeProvider = time,
            },
            new QmpReconnectOptions { InitialDelay = options.InitialDelay, MaxDelay = options.MaxDelay, MaxAttempts = options.MaxAttempts });
    }

    private sealed class Starter(IServiceProvider provider, string name) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            if (provider.GetServices<SectionName>().First(static section => section.Parent == "QmpClient").Name == name)
            {
                HostingLog.LogMistypedSections(provider, "QmpClient");
            }

            provider.GetRequiredKeyedService<QmpReconnectingClient>(name);
            return Task.CompletedTask;
        }

        public async Task StopAsync(CancellationToken cancellationToken) =>
            await provider.GetRequiredKeyedService<QmpReconnectingClient>(name).DisposeAsync().ConfigureAwait(false);
    }
}
