using System;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace QapiGen.Hosting;

/// <summary>Refuses, when the host starts, a health check of something that isn't there, which could only fail.</summary>
internal sealed class HealthCheckValidator(Func<string?> findFault) : IValidateOptions<HealthCheckServiceOptions>
{
    /// <summary>Adds one.</summary>
    /// <param name="builder">The checks.</param>
    /// <param name="findFault">Says what isn't there; null if all is.</param>
    public static void Add(IHealthChecksBuilder builder, Func<IServiceProvider, string?> findFault)
    {
        builder.Services.AddOptions<HealthCheckServiceOptions>().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<HealthCheckServiceOptions>>(provider => new HealthCheckValidator(() => findFault(provider)));
    }

    public ValidateOptionsResult Validate(string? name, HealthCheckServiceOptions options) =>
        findFault() is { } fault ? ValidateOptionsResult.Fail($"A health check: {fault}") : ValidateOptionsResult.Success;
}
