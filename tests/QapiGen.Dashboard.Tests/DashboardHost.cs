using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QapiGen.Hosting;
using QapiGen.Jobs;
using QapiGen.Jobs.Hosting;
using QapiGen.Runtime.Server;

namespace QapiGen.Dashboard.Tests;

/// <summary>An application with jobs of its own and a dashboard, on a port of the loopback interface.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardHost(WebApplication app) => _app = app;

    /// <summary>Address of the dashboard, with a slash at its end.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, MaxResponseDrainSize = 0, ResponseDrainTimeout = TimeSpan.Zero });

    public JobManager Jobs => _app.Services.GetRequiredService<JobManager>();

    public QmpService Service => _app.Services.GetRequiredService<QmpService>();

    public static async Task<DashboardHost> StartAsync(
        Action<QapiDashboardOptions>? configure = null,
        string path = "/qmp",
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? pipeline = null,
        Action<RouteGroupBuilder>? conventions = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddQapiJobs();
        builder.Services.AddQmp(JobSchema.Instance, "host").WithoutListener();
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        pipeline?.Invoke(app);
        RouteGroupBuilder group = app.MapQapiDashboard(path, configure);
        conventions?.Invoke(group);
        await app.StartAsync();
        string root = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new DashboardHost(app) { Address = new Uri($"{root}{path.TrimEnd('/')}/") };
    }

    public async Task<Job> StartJobAsync(string id, WaitingDriver? driver = null, bool autoFinalize = true, bool autoDismiss = true) =>
        await Jobs.StartAsync(driver ?? new WaitingDriver(), new JobOptions { Id = id, Type = JobType.Backup, AutoFinalize = autoFinalize, AutoDismiss = autoDismiss });

    /// <summary>Sends what a page sends, with the token of one, or another, and by whom.</summary>
    public async Task<(HttpStatusCode Status, string Text)> ExecuteAsync(string body, string? token = null, string? role = null)
    {
        string html = await (await SendAsync(HttpMethod.Get, "jobs")).Content.ReadAsStringAsync();
        HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "api/execute", body, token ?? Regex.Match(html, "qapi-token\" content=\"([^\"]+)\"").Groups[1].Value);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());

        async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? content = null, string? key = null)
        {
            using var request = new HttpRequestMessage(method, new Uri(Address, path)) { Content = content is null ? null : new StringContent(content, Encoding.UTF8, "application/json") };
            if (key is not null)
            {
                request.Headers.Add("RequestVerificationToken", key);
            }

            if (role is not null)
            {
                request.Headers.Add("X-Role", role);
            }

            return await Http.SendAsync(request);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
