using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using DashboardSample;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Dashboard;
using QapiGen.Hosting;
using QapiGen.Jobs.Hosting;
using QapiGen.Runtime.Transport;

var urls = new Option<string>("--urls") { Description = "Where the dashboard is served.", DefaultValueFactory = static _ => "http://127.0.0.1:5080" };
var connect = new Option<string[]>("--connect") { Description = "A server to show beside the sample's own: NAME=ADDRESS, where ADDRESS is unix:PATH or tcp:HOST:PORT. Repeatable.", DefaultValueFactory = static _ => [] };
connect.Validators.Add(static result =>
{
    foreach (Token token in result.Tokens)
    {
        int sign = token.Value.IndexOf('=', StringComparison.Ordinal);
        if (sign < 1 || !QmpAddress.TryParse(token.Value[(sign + 1)..], out _))
        {
            result.AddError($"--connect takes NAME=ADDRESS, such as vm=unix:/run/vm.sock, not '{token.Value}'");
        }
    }
});
var readOnly = new Option<bool>("--read-only") { Description = "Viewers may look, but not act." };
var root = new RootCommand("A dashboard of a job host of its own, with work to watch, and of any QMP servers.") { urls, connect, readOnly };
root.SetAction(async (call, cancellationToken) =>
{
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.WebHost.UseUrls(call.GetValue(urls)!);
    builder.Services.AddQapiJobs();
    builder.Services.AddSingleton<Workshop>();
    builder.Services.AddQmp(WorkshopSchema.Instance, "workshop")
        .AddDispatcher(static services => new WorkshopDispatcher(services.GetRequiredService<Workshop>()))
        .WithoutListener();
    await using WebApplication app = builder.Build();
    app.MapQapiDashboard("/", options =>
    {
        options.IsReadOnly = call.GetValue(readOnly);
        foreach (string[] server in call.GetValue(connect)!.Select(static text => text.Split('=', 2)))
        {
            options.AddServer(server[0], server[1]);
        }
    });
    await app.StartAsync(cancellationToken);
    await app.Services.GetRequiredService<Workshop>().OpenAsync();
    Console.WriteLine($"Dashboard: {string.Join(' ', app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses)}");
    await app.WaitForShutdownAsync(cancellationToken);
    return 0;
});
return await root.Parse(args).InvokeAsync();
