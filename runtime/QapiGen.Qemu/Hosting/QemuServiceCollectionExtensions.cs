using System;
using System.Linq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QapiGen.Hosting;
using QapiGen.Qemu.Processes;
using QapiGen.Runtime.Client;

namespace QapiGen.Qemu.Hosting;

/// <summary>Adds QEMU's programs to an application.</summary>
public static class QemuServiceCollectionExtensions
{
    /// <summary>Adds an emulator or a storage daemon that starts and stops with the host.</summary>
    /// <remarks>
    /// It is there as a keyed <see cref="QemuHostedProcess"/>, and once it has started as a keyed <see cref="QemuProcess"/> and <see cref="QmpClient"/>:
    /// <c>[FromKeyedServices("vm0")] QmpClient vm</c>. Its settings are <see cref="QemuHostingOptions"/> of its name, bound to the
    /// configuration's section <c>Qemu:NAME</c>, which overrides what is said here.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="name">Its name, and its key.</param>
    /// <param name="configure">Settings; null to take them from configuration.</param>
    /// <exception cref="InvalidOperationException">There is a program or a client of that name.</exception>
    public static IServiceCollection AddQemu(this IServiceCollection services, string name, Action<QemuHostingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Has(services, typeof(QemuHostedProcess), name))
        {
            throw new InvalidOperationException($"There is a QEMU '{name}' already: give each AddQemu a name of its own");
        }

        if (Has(services, typeof(QmpClient), name))
        {
            throw new InvalidOperationException($"There is a QMP client '{name}' already, and AddQemu adds one of its own name: give each a name of its own");
        }

        if (services.Select(static service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<SectionName>()
            .FirstOrDefault(other => other.Parent == "Qemu" && string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            throw new InvalidOperationException(
                $"There is a QEMU '{same.Name}' already, and '{name}' would have its settings, those of Qemu:{same.Name}: names have to differ in more than capitals");
        }

        services.AddOptions<QemuHostingOptions>(name)
            .Configure(options => configure?.Invoke(options))
            .Configure<IServiceProvider>((options, provider) =>
            {
                if (provider.GetService<IConfiguration>() is { } all)
                {
                    SectionFaults.WithoutUnreadable(all.GetSection($"Qemu:{name}"), QemuHostingOptionsValidator.Settings).Bind(options);
                }
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<QemuHostingOptions>>(provider => new QemuHostingOptionsValidator(name, provider));
        services.AddSingleton(new SectionName("Qemu", name));
        services.AddKeyedSingleton(name, (provider, _) => new QemuHostedProcess(
            name, provider.GetRequiredService<IOptionsMonitor<QemuHostingOptions>>(), provider.GetService<ILoggerFactory>()));

        // Not transient: what a scope makes it disposes of.
        services.AddKeyedSingleton(name, static (provider, key) => provider.GetRequiredKeyedService<QemuHostedProcess>(key).Process);
        services.AddKeyedSingleton(name, static (provider, key) => provider.GetRequiredKeyedService<QemuHostedProcess>(key).Process.Qmp);
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<QemuHostedProcess>(name));
        return services;
    }

    /// <summary>Adds a check that a program runs and answers.</summary>
    /// <param name="builder">The checks.</param>
    /// <param name="name">Its name.</param>
    /// <param name="timeout">How long the answer may take; null for five seconds.</param>
    /// <exception cref="OptionsValidationException">When the host starts: there is no such program.</exception>
    public static IHealthChecksBuilder AddQemu(this IHealthChecksBuilder builder, string name, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        HealthCheckValidator.Add(builder, _ => Has(builder.Services, typeof(QemuHostedProcess), name) ? null : $"There is no QEMU '{name}': call AddQemu(\"{name}\", ...) of the application's services, too");
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new QemuHealthCheck(provider.GetRequiredKeyedService<QemuHostedProcess>(name), timeout ?? TimeSpan.FromSeconds(5)),
            failureStatus: null,
            tags: null));
    }

    private static bool Has(IServiceCollection services, Type type, string name) =>
        services.Any(service => service.ServiceType == type && service.IsKeyedService && name.Equals(service.ServiceKey));
}
