using System;
using System.IO.Enumeration;
using System.Linq;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>Asks an authorization policy of ASP.NET Core before commands run.</summary>
internal sealed class PolicyInterceptor(IServiceScopeFactory scopes, string commands, string policy) : IQmpInterceptor
{
    private readonly string[] _patterns = commands.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public ValueTask InvokeAsync(QmpCall call, Func<ValueTask> next) =>
        call.Command != "qmp_capabilities" && _patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, call.Command, ignoreCase: false)) ? AuthorizeAsync(call, next) : next();

    private async ValueTask AuthorizeAsync(QmpCall call, Func<ValueTask> next)
    {
        AsyncServiceScope scope = scopes.CreateAsyncScope();
        AuthorizationResult result;
        await using (scope.ConfigureAwait(false))
        {
            IAuthorizationService authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();
            result = await authorization.AuthorizeAsync(FindUser(call.Caller), call, policy).ConfigureAwait(false);
        }

        if (!result.Succeeded)
        {
            throw new QmpErrorException($"The command {call.Command} is refused: the policy '{policy}' doesn't allow it to this client");
        }

        await next().ConfigureAwait(false);
    }

    // Whom middleware of the connection has found, or else whom TLS has.
    private static ClaimsPrincipal FindUser(QmpCaller caller) =>
        caller.User ?? new ClaimsPrincipal(caller.Certificate is { } certificate ? Identify(certificate) : new ClaimsIdentity());

    private static ClaimsIdentity Identify(X509Certificate2 certificate) => new(
        [
            new Claim(ClaimTypes.Name, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)),
            new Claim(ClaimTypes.X500DistinguishedName, certificate.Subject),
            new Claim(ClaimTypes.Thumbprint, certificate.Thumbprint),
        ],
        "Certificate");
}
