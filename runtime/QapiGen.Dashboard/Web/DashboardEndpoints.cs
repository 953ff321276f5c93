using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QapiGen.Dashboard.Web;

/// <summary>Where everything is, below the dashboard's path.</summary>
internal static class DashboardEndpoints
{
    private static readonly string[] s_readMethods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps it.</summary>
    public static RouteGroupBuilder Map(RouteGroupBuilder group, DashboardContext context)
    {
        MapRead("", PageShell.RedirectAsync);
        foreach ((string path, string title) in PageShell.Pages)
        {
            MapRead(path, http => PageShell.ServeAsync(http, context, path, title));
        }

        MapRead("assets/{version}/{file}", AssetFiles.ServeAsync);

        // It has no end, nor a head worth asking for.
        group.MapGet("api/live", AccessGuard.Protect(http => LiveStream.ServeAsync(http, context)));
        MapRead("api/schema", http => SchemaEndpoint.ServeAsync(http, context));
        MapRead("api/documentation", http => DocumentationEndpoint.ServeAsync(http, context));
        MapRead("api/token", context.Tokens.ServeAsync);
        var screens = new ScreenEndpoint(context);
        MapRead("api/screen", screens.ServeAsync);
        group.MapPost("api/execute", AccessGuard.Protect(http => ExecuteEndpoint.ServeAsync(http, context), (http, reason) => ExecuteEndpoint.NoteForeignAsync(http, context, reason)));
        return group;

        void MapRead(string path, Func<HttpContext, Task> handler) => group.MapMethods(path, s_readMethods, AccessGuard.Protect(handler));
    }
}
