using System;
using System.Collections.Frozen;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace QapiGen.Dashboard.Web;

/// <summary>Answers requests from this machine only, unless the application says who may come; and gives every answer the headers that keep pages closed.</summary>
internal static class AccessGuard
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly FrozenSet<string> s_proxyHeaders = FrozenSet.ToFrozenSet(
        ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP"], StringComparer.OrdinalIgnoreCase);

    private const string Refusal =
        "This dashboard answers requests from this machine only. To open it to others, say who may use it: "
        + "app.MapQapiDashboard(...).RequireAuthorization(\"policy\"), or .AllowAnonymous() for everybody who reaches this address.";

    /// <summary>Puts the guard before a handler.</summary>
    /// <param name="handler">Serves who may come.</param>
    /// <param name="onRefused">Told of others, with the reason.</param>
    public static RequestDelegate Protect(Func<HttpContext, Task> handler, Func<HttpContext, string, Task>? onRefused = null) => http =>
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";

        // Before the tokens of actions would say SAMEORIGIN.
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return IsOpen(http) || IsLocal(http) ? handler(http) : RefuseAsync(http, onRefused);
    };

    private static async Task RefuseAsync(HttpContext http, Func<HttpContext, string, Task>? onRefused)
    {
        if (onRefused is not null)
        {
            await onRefused(http, "The request doesn't come from this machine.").ConfigureAwait(false);
        }

        await Answers.TextAsync(http, StatusCodes.Status403Forbidden, Refusal).ConfigureAwait(false);
    }

    private static bool IsOpen(HttpContext http) =>
        http.GetEndpoint()?.Metadata is { } metadata && (metadata.GetMetadata<IAuthorizeData>() is not null || metadata.GetMetadata<IAllowAnonymous>() is not null);

    // A proxy on this machine speaks for others; a page of another site may have had its name point to this machine.
    private static bool IsLocal(HttpContext http)
    {
        IPAddress? remote = http.Connection.RemoteIpAddress;
        IHeaderDictionary headers = http.Request.Headers;
        return (remote is null || IPAddress.IsLoopback(remote))
            && !headers.Keys.Any(IsOfProxy)
            && IsLocalName(http.Request.Host.Host)
            && IsLocalOrigin(headers.Origin.ToString());
    }

    // What proxies add to a request that they pass on; each has its own habits.
    private static bool IsOfProxy(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || s_proxyHeaders.Contains(header);

    // Whose page asks, where the browser says so: seen from it, this machine has a name of this machine's.
    private static bool IsLocalOrigin(string origin) => origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && IsLocalName(uri.Host));

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
