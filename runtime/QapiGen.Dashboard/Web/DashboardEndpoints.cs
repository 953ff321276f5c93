using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace QapiGen.Dashboard.Web;

/// <summary>Where everything is, below the dashboard's path.</summary>
internal static class DashboardEndpoints
{
    /// <summary>Maps it.</summary>
    public static RouteGroupBuilder Map(RouteGroupBuilder group, DashboardContext context)
    {
        group.MapGet("", AccessGuard.Protect(PageShell.RedirectAsync));
        foreach ((string path, string title) in PageShell.Pages)
        {
            group.MapGet(path, AccessGuard.Protect(http => PageShell.ServeAsync(http, context, path, title)));
        }

        group.MapGet("assets/{version}/{file}", AccessGuard.Protect(AssetFiles.ServeAsync));
        group.MapGet("api/live", AccessGuard.Protect(http => LiveStream.ServeAsync(http, context)));
        group.MapGet("api/schema", AccessGuard.Protect(http => SchemaEndpoint.ServeAsync(http, context)));
        group.MapGet("api/documentation", AccessGuard.Protect(http => DocumentationEndpoint.ServeAsync(http, context)));
        group.MapGet("api/token", AccessGuard.Protect(context.Tokens.ServeAsync));
        var screens = new ScreenEndpoint(context);
        group.MapGet("api/screen", AccessGuard.Protect(screens.ServeAsync));
        group.MapPost("api/execute", AccessGuard.Protect(http => ExecuteEndpoint.ServeAsync(http, context)));
        return group;
    }
}
