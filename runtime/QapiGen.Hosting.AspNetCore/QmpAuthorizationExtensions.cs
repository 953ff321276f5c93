using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>Has ASP.NET Core's authorization decide who may run which commands.</summary>
public static class QmpAuthorizationExtensions
{
    /// <summary>Runs commands only for clients that a policy allows them to.</summary>
    /// <remarks>
    /// The user is the one that a middleware of the connection has set (<c>IConnectionUserFeature</c>), or else made from the client's TLS
    /// certificate: name, distinguished name and thumbprint as claims. The resource is the <see cref="Runtime.Server.QmpCall"/>. Several
    /// policies for a command have all to allow it. Negotiation is open to all.
    /// </remarks>
    /// <param name="builder">The service.</param>
    /// <param name="commands">Names with <c>*</c> and <c>?</c>, several with semicolons between: <c>job-*;quit</c>.</param>
    /// <param name="policy">Name of a policy, as given to <c>AddAuthorization</c>.</param>
    /// <exception cref="ArgumentException">No command of the schema matches one of the patterns.</exception>
    public static QmpHostingBuilder RequirePolicy(this QmpHostingBuilder builder, string commands, string policy)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(commands);
        ArgumentException.ThrowIfNullOrWhiteSpace(policy);
        builder.CheckCommands(commands);
        builder.Services.AddAuthorizationCore();
        return builder.AddInterceptor(services =>
        {
            // A provider that has to ask elsewhere is believed.
            Task<AuthorizationPolicy?> found = services.GetRequiredService<IAuthorizationPolicyProvider>().GetPolicyAsync(policy);
            if (found.IsCompletedSuccessfully && found.Result is null)
            {
                throw new InvalidOperationException($"The QMP service '{builder.Name}' requires the policy '{policy}', and AddAuthorization has none of that name");
            }

            return new PolicyInterceptor(services.GetRequiredService<IServiceScopeFactory>(), commands, policy);
        });
    }
}
