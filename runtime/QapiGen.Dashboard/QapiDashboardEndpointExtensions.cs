using System;
using System.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QapiGen.Dashboard.Servers;
using QapiGen.Dashboard.Web;
using QapiGen.Hosting;
using QapiGen.Runtime.Server;

namespace QapiGen.Dashboard;

/// <summary>Puts a dashboard into an application.</summary>
public static class QapiDashboardEndpointExtensions
{
    /// <summary>Maps the dashboard: jobs, events, commands, screens and servers, of this application's QMP services and of any others.</summary>
    /// <remarks>
    /// Until <c>RequireAuthorization</c> or <c>AllowAnonymous</c> is called on the result, requests that don't come from this machine are answered with
    /// 403 and a sentence that says so. Whatever they are asked to do, servers are connected to only while somebody looks.
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where, below the application's path: <c>/qmp</c>.</param>
    /// <param name="configure">Says what is shown and allowed.</param>
    /// <returns>The group of its endpoints, for conventions such as <c>RequireAuthorization</c>.</returns>
    public static RouteGroupBuilder MapQapiDashboard(this IEndpointRouteBuilder endpoints, string path = "/qmp", Action<QapiDashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(path);
        IServiceProvider services = endpoints.ServiceProvider;
        var options = new QapiDashboardOptions();
        configure?.Invoke(options);
        if (options.ShowOwnServices)
        {
            int index = 0;
            foreach (QmpHostingBuilder builder in services.GetServices<QmpHostingBuilder>().Where(builder => options.Servers.All(other => other.Name != builder.Name)))
            {
                options.Insert(index++, DashboardServerOptions.Of(builder.Name, services.GetRequiredKeyedService<QmpService>(builder.Name), builder.Schema, jobs: null));
            }
        }

        var hub = new DashboardHub(options, services.GetService<TimeProvider>() ?? TimeProvider.System);
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => _ = hub.DisposeAsync().AsTask());
        return DashboardEndpoints.Map(endpoints.MapGroup(path), new DashboardContext(options, hub, services));
    }
}
