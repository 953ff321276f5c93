using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using JobHost.Drivers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using QapiGen.Dashboard;
using QapiGen.Hosting;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Orleans;
using QapiGen.Runtime.Messages;
using Cluster = QapiGen.Jobs.Orleans.JobCluster;

namespace JobClusterNode;

/// <summary>A node of the cluster: an Orleans silo with the jobs, and a QMP service on a Unix socket.</summary>
internal static class Node
{
    private const int Attempts = 20;

    /// <summary>Runs until the process is told to end, or a client sends <c>quit</c>.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(NodeSettings settings, CancellationToken cancellationToken)
    {
        IHost host = await StartAsync(settings, cancellationToken);
        TimeSpan time = host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(told.SetResult);
        Task running = RunAsync(host, settings, cancellationToken);
        await Task.WhenAny(running, told.Task);
        if (await Task.WhenAny(running, Task.Delay(time, CancellationToken.None)) != running)
        {
            // Orleans tries for minutes to note that the node goes, where the nodes are kept, and asks no clock of the host's.
            await Console.Error.WriteLineAsync(
                $"node {settings.Name} is given up, since it hasn't ended in {time.TotalSeconds:0} seconds: the others find out by themselves, and take its jobs up from their checkpoints");
            return 1;
        }

        await running;
        return 0;
    }

    private static async Task RunAsync(IHost host, NodeSettings settings, CancellationToken cancellationToken)
    {
        using (host)
        {
            await host.Services.GetRequiredService<Cluster>().Ready.WaitAsync(cancellationToken);
            if (host is WebApplication app)
            {
                await Console.Out.WriteLineAsync($"node {settings.Name} shows the cluster: {string.Join(' ', app.Urls)}");
            }

            await Console.Out.WriteLineAsync($"node {settings.Name} is ready");
            await host.WaitForShutdownAsync(cancellationToken);
        }
    }

    private static async Task<IHost> StartAsync(NodeSettings settings, CancellationToken cancellationToken)
    {
        // The port is announced through the membership table; somebody may take it between the look and the use.
        for (int attempt = 1; ; attempt++)
        {
            IHost host = Build(settings, FreePort(settings.Address));
            try
            {
                await host.StartAsync(cancellationToken);
                return host;
            }
            catch (Exception fault) when (attempt < Attempts && IsPortTaken(fault))
            {
                host.Dispose();
            }
            catch (Exception fault) when (cancellationToken.IsCancellationRequested)
            {
                // Who is asked to break off throws what it likes.
                host.Dispose();
                throw new OperationCanceledException(fault.Message, fault, cancellationToken);
            }
            catch (InvalidOperationException fault) when (fault.InnerException is QmpConnectionException cause)
            {
                host.Dispose();
                throw new QmpConnectionException(cause.Message, cause);
            }
            catch
            {
                host.Dispose();
                throw;
            }
        }
    }

    private static IHost Build(NodeSettings settings, int port)
    {
        if (settings.Web is null)
        {
            HostApplicationBuilder alone = Host.CreateApplicationBuilder();
            AddNode(alone, settings, port);
            return alone.Build();
        }

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{settings.Web}");
        AddNode(builder, settings, port);
        builder.UseOrleans(static silo => silo.AddDashboard());
        WebApplication app = builder.Build();

        // The jobs of the cluster, whatever node has them; and what Orleans says of its nodes and of the shards.
        app.MapQapiDashboard("/");
        app.MapOrleansDashboard("/orleans");
        return app;
    }

    private static void AddNode(IHostApplicationBuilder builder, NodeSettings settings, int port)
    {
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.UseOrleans(silo =>
        {
            silo.Configure<SiloOptions>(o => o.SiloName = settings.Name);
            silo.Configure<ClusterOptions>(static o => (o.ClusterId, o.ServiceId) = ("job-cluster", "job-cluster"));
            silo.ConfigureEndpoints(settings.Address, port, gatewayPort: 0);

            // If all nodes are killed at once, those that come back wait for three of these intervals until the others can't be at work any more.
            silo.Configure<ClusterMembershipOptions>(o => (o.ProbeTimeout, o.IAmAliveTablePublishTimeout) = (settings.ProbeTimeout, TimeSpan.FromSeconds(5)));
            settings.Membership.Use(silo);
            if (settings.IsFenced)
            {
                silo.Services.AddSingleton(_ => new BackupFence(settings.Store.Open()));
            }

            silo.AddQapiJobs(settings.Store.Use)
                .AddDriver<BackupArguments>(NodeCommands.Backup, (services, files) => new FileBackupDriver(settings.Name, files, services.GetService<BackupFence>()), Outlives)
                .AddDriver<FileMirrorArguments>(NodeCommands.Mirror, static files => new FileMirrorDriver(files, survivesPowerLoss: true), Outlives)
                .AddDriver<ImageCreateArguments>(NodeCommands.ImageCreate, static image => new ImageCreateDriver(image, survivesPowerLoss: true), Outlives);
        });
        builder.Services.AddSingleton<NodeCommands>();
        builder.Services.AddQmp(JobClusterSchema.Instance)
            .AddDispatcher(static services => new JobClusterDispatcher(services.GetRequiredService<NodeCommands>()))
            .AddDispatcher(static services => new FileJobsDispatcher(services.GetRequiredService<NodeCommands>()))
            .ListenUnixSocket(settings.Socket);
    }

    // No copy ends its host; one that takes days may see many of them go.
    private static void Outlives(JobDriverOptions options) => options.MaxLosses = 20;

    // Below the ports that connections get, so that none of them is in the way.
    private static int FreePort(IPAddress address)
    {
        while (true)
        {
            int port = Random.Shared.Next(10_000, 30_000);
            try
            {
                using var probe = new TcpListener(address, port);
                probe.Start();
                return port;
            }
            catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one.
            }
        }
    }

    private static bool IsPortTaken(Exception fault) => fault switch
    {
        // The socket for clients and the address for browsers aren't chosen here.
        QmpConnectionException or AddressInUseException => false,
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => true,
        AggregateException all => all.InnerExceptions.Any(IsPortTaken),
        _ => fault.InnerException is { } inner && IsPortTaken(inner),
    };
}
