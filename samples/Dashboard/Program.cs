using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
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

// Before anything else, so that a signal in the first moments finds nothing that is done in part.
using var end = new CancellationTokenSource();
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);

var urls = new Option<string>("--urls") { Description = "Where the dashboard is served.", DefaultValueFactory = static _ => "http://127.0.0.1:5080" };
urls.Validators.Add(static result =>
{
    if (ListenAddress.FaultOf(result.Tokens is [var token, ..] ? token.Value : "http://127.0.0.1") is { } fault)
    {
        result.AddError(fault);
    }
});
var connect = new Option<string[]>("--connect")
{
    Description = "A server to show beside the sample's own: NAME=ADDRESS, where ADDRESS is unix:PATH or tcp:HOST:PORT, for a guest agent with agent: before it. Repeatable.",
    DefaultValueFactory = static _ => [],
};
connect.Validators.Add(static result =>
{
    var names = new HashSet<string>(StringComparer.Ordinal) { ServerArgument.OwnName };
    foreach (Token token in result.Tokens)
    {
        if (ServerArgument.Parse(token.Value) is not { } server)
        {
            result.AddError($"--connect takes NAME=ADDRESS, such as vm=unix:/run/vm.sock or guest=agent:unix:/run/agent.sock, not '{token.Value}'");
        }
        else if (!names.Add(server.Name))
        {
            result.AddError($"--connect: there is a server '{server.Name}' already: give each a name of its own");
        }
    }
});
var readOnly = new Option<bool>("--read-only") { Description = "Viewers may look, but not act." };
var root = new RootCommand("A dashboard of a job host of its own, with work to watch, and of any QMP servers.") { urls, connect, readOnly };
root.SetAction(async (call, _) =>
{
    CancellationToken cancellationToken = end.Token;
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Warning);

    // That it doesn't start is said below, in a sentence.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    builder.WebHost.UseUrls(call.GetValue(urls)!);
    builder.Services.AddQapiJobs();
    builder.Services.AddSingleton<Workshop>();
    builder.Services.AddQmp(WorkshopSchema.Instance, ServerArgument.OwnName)
        .AddDispatcher(static services => new WorkshopDispatcher(services.GetRequiredService<Workshop>()))
        .WithoutListener();
    await using WebApplication app = builder.Build();
    app.MapQapiDashboard("/", options =>
    {
        options.IsReadOnly = call.GetValue(readOnly);
        foreach (ServerArgument server in call.GetValue(connect)!.Select(ServerArgument.Parse).OfType<ServerArgument>())
        {
            options.AddServer(server.Name, server.Address, server.Handshake);
        }
    });
    try
    {
        await app.StartAsync(cancellationToken);
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        return 1;
    }
    catch (Exception e) when (e is IOException or SocketException)
    {
        // The address is in use, not one of this machine's, or not for this user.
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }

    await app.Services.GetRequiredService<Workshop>().OpenAsync();
    ICollection<string> addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
    Console.WriteLine($"Dashboard: {string.Join(' ', addresses.Select(ListenAddress.ToOpen))}");
    if (addresses.Any(ListenAddress.IsEvery))
    {
        Console.WriteLine("It answers this machine only. To let others in, say in Program.cs who may come: app.MapQapiDashboard(...).RequireAuthorization(...); or let them come by ssh -L.");
    }

    await app.WaitForShutdownAsync(cancellationToken);
    return 0;
});
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.Cancel();
}
