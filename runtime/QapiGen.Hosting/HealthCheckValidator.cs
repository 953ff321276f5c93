using System;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace QapiGen.Hosting;

/// <summary>Refuses a health check of a service that isn't there, which could only fail.</summary>
internal sealed class HealthCheckValidator(IServiceProvider services, string service) : IValidateOptions<HealthCheckServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, HealthCheckServiceOptions options)
    {
        try
        {
            services.GetQmpHosting(service);
            return ValidateOptionsResult.Success;
        }
        catch (InvalidOperationException e)
        {
            return ValidateOptionsResult.Fail($"A health check: {e.Message}");
        }
    }
}
