using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QapiGen.Benchmarks.Jobs;
using QapiGen.Benchmarks.Load;
using QapiGen.Dashboard;
using QapiGen.Hosting;
using QapiGen.Jobs;
using QapiGen.Jobs.Hosting;

namespace QapiGen.Benchmarks.Dashboard;

/// <summary>The verb <c>serve-dashboard</c>: a host with jobs and a dashboard, in a process of its own.</summary>
internal static class ServeDashboardCommand
{
    private const string Name = "serve-dashboard";

    /// <summary>Makes the verb, which <c>dashboard</c> calls.</summary>
    public static Command Create()
    {
        var socket = new Option<string>("--socket") { Required = true };
        var jobs = new Option<int>("--jobs") { Required = true };
        var parked = new Option<bool>("--parked");
        var command = new Command(Name) { socket, jobs, parked };
        command.Hidden = true;
        command.SetAction((result, cancellationToken) => ServeAsync(result.GetRequiredValue(socket), result.GetRequiredValue(jobs), result.GetValue(parked), cancellationToken));
        return command;
    }

    /// <summary>Starts it; its jobs change ten times a second, or not at all.</summary>
    public static ServerProcess Start(int jobs, bool areParked) =>
        ServerProcess.Start(Environment.ProcessPath!, path => [Name, "--socket", path, "--jobs", $"{jobs}", .. areParked ? ["--parked"] : Array.Empty<string>()]);

    /// <summary>Waits until its jobs are there; gives the dashboard's address.</summary>
    public static async Task<Uri> AddressAsync(ServerProcess server)
    {
        string path = server.SocketPath + ".url";
        while (!File.Exists(path))
        {
            await Task.Delay(100);
        }

        return new Uri(await File.ReadAllTextAsync(path));
    }

    private static async Task ServeAsync(string socket, int count, bool areParked, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        builder.Services.AddQapiJobs();
        builder.Services.AddQmp(JobSchema.Instance, "host").WithoutListener();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        await using WebApplication app = builder.Build();
        app.MapQapiDashboard("/");
        await app.StartAsync(cancellationToken);
        JobManager jobs = app.Services.GetRequiredService<JobManager>();
        for (int i = 0; i < count; i++)
        {
            await jobs.StartAsync(areParked ? new ParkedDriver() : new SteadyDriver(), new JobOptions { Id = $"job-{i}", Type = JobType.Backup });
        }

        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(static text => !text.Contains("unix", StringComparison.Ordinal));
        await File.WriteAllTextAsync(socket + ".tmp", address + "/", cancellationToken);
        File.Move(socket + ".tmp", socket + ".url");
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
