using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;
using QapiGen.Hosting;
using QapiGen.Jobs.Hosting;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Events;
using QapiGen.Jobs.Orleans.Nodes;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Client;

namespace QapiGen.Jobs.Orleans.Tests.Support;

/// <summary>Some nodes in this process over one SQLite file, each with a QMP service of its own.</summary>
internal sealed class JobTestCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qapigen-cluster-");
    private readonly InProcessTestCluster _cluster;
    private readonly JobTestClusterOptions _settings;
    private readonly List<InProcessSiloHandle> _again = [];

    private JobTestCluster(short nodes, JobTestClusterOptions settings)
    {
        _settings = settings;
        var builder = new InProcessTestClusterBuilder(nodes);
        builder.ConfigureSilo((options, silo) =>
        {
            if (settings.Membership is not null)
            {
                silo.Configure<ClusterMembershipOptions>(static o => o.TableRefreshTimeout = TimeSpan.FromSeconds(1));
            }

            silo.Configure<GrainCollectionOptions>(static o => o.DeactivationTimeout = TimeSpan.FromMinutes(2));
            silo.Configure(settings.Configure);
            QapiJobsBuilder jobs = silo.AddQapiJobs(o => (settings.UseStore ?? UseSqlite)(o, options.SiloName))
                .AddDriver<Note>(TestDriver.Name, arguments => new TestDriver(arguments.Text, options.SiloName, Log));
            settings.AddDrivers(jobs, options.SiloName);
        });
        builder.ConfigureSiloHost((options, host) =>
        {
            if (settings.Membership is not null)
            {
                host.ConfigureContainer(settings.Membership.ContainerOf(options.SiloName));
            }

            host.Logging.ClearProviders().AddProvider(Openings);
            host.Services.AddHealthChecks().AddQapiJobCluster();
            host.Services.AddQmp(JobSchema.Instance).ListenUnixSocket(SocketOf(options.SiloName));
        });
        _cluster = builder.Build();
    }

    /// <summary>What drivers have done.</summary>
    public TestLog Log { get; } = new();

    /// <summary>Where shards were opened.</summary>
    public OpeningLog Openings { get; } = new();

    public IReadOnlyList<InProcessSiloHandle> Nodes => _cluster.Silos;

    public static async Task<JobTestCluster> StartAsync(short nodes, JobTestClusterOptions? settings = null)
    {
        var cluster = new JobTestCluster(nodes, settings ?? new JobTestClusterOptions());
        await cluster._cluster.DeployAsync();
        await cluster.SettleAsync();
        return cluster;
    }

    /// <summary>Waits until every shard is on the node that it is drawn to.</summary>
    public Task SettleAsync()
    {
        string[] names = [.. Nodes.Select(static node => node.Name)];
        return ForAsync(() => Task.FromResult(Nodes.All(node => node.ServiceProvider.GetLocalShards().Numbers.Order().SequenceEqual(
            Enumerable.Range(0, JobCluster.ShardCount).Where(shard => names.MaxBy(name => ShardKey.Weight(shard, name)) == node.Name)))),
            () => string.Join("; ", Nodes.Select(static node => $"{node.Name} has {string.Join(' ', node.ServiceProvider.GetLocalShards().Numbers.Order())}")));
    }

    /// <summary>The jobs as a node sees them.</summary>
    public JobCluster Jobs(int node) => JobsOf(Nodes[node]);

    public static JobCluster JobsOf(InProcessSiloHandle node) => node.ServiceProvider.GetRequiredService<JobCluster>();

    /// <summary>The jobs as a node sees them, for somebody who waits so long for a shard.</summary>
    public static JobCluster JobsOf(InProcessSiloHandle node, TimeSpan patience) => new(
        node.ServiceProvider.GetRequiredService<ClusterNode>(), node.ServiceProvider.GetRequiredService<NodeEvents>(), TimeProvider.System, NullLogger<JobCluster>.Instance)
    {
        Patience = patience,
    };

    /// <summary>A client of a node.</summary>
    public ValueTask<QmpClient> ConnectAsync(int node) =>
        QmpClient.ConnectAsync($"unix:{SocketOf(Nodes[node].Name)}", new QmpClientOptions { Schema = JobSchema.Instance });

    public Task<InProcessSiloHandle> AddNodeAsync() => _cluster.StartAdditionalSiloAsync();

    /// <summary>Ends a node as its death would.</summary>
    public Task KillAsync(InProcessSiloHandle node) => _cluster.KillSiloAsync(node);

    /// <summary>Starts a node that has ended, by the same name.</summary>
    public async Task<InProcessSiloHandle> StartAgainAsync(InProcessSiloHandle node)
    {
        InProcessSiloHandle again = await _cluster.StartSiloAsync(node.InstanceNumber, _cluster.Options);
        _again.Add(again);
        return again;
    }

    /// <summary>The store of a shard, for somebody who isn't a node.</summary>
    public IJobStore StoreOf(int shard) => new SqliteJobStore(new SqliteJobStoreOptions { Path = File, Shard = shard + 1, Durability = JobDurability.Process });

    /// <summary>The keys of what a shard has noted.</summary>
    public List<string> NotesOf(int shard)
    {
        using var connection = new SqliteConnection($"Data Source={File};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"select key from qapi_{shard + 1}_note";
        using SqliteDataReader rows = command.ExecuteReader();
        var keys = new List<string>();
        while (rows.Read())
        {
            keys.Add(rows.GetString(0));
        }

        return keys;
    }

    /// <summary>What a shard has noted; null if it hasn't.</summary>
    public string? NoteOf(int shard, string key)
    {
        using var connection = new SqliteConnection($"Data Source={File};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"select value from qapi_{shard + 1}_note where key = @key";
        command.Parameters.AddWithValue("@key", key);
        return command.ExecuteScalar() as string;
    }

    /// <summary>Ends a node well.</summary>
    public Task StopAsync(InProcessSiloHandle node) => _cluster.StopSiloAsync(node);

    /// <summary>Waits for a status of a job, as a watcher is told of it.</summary>
    public static async Task<JobClusterTransition> WaitAsync(JobClusterWatcher watcher, string id, JobStatus status)
    {
        using var guard = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(6));
        await foreach (JobClusterTransition transition in watcher.WithCancellation(guard.Token))
        {
            if (transition.Id == id && transition.Status == status)
            {
                return transition;
            }
        }

        throw new InvalidOperationException("The watcher has ended.");
    }

    /// <summary>Waits for what comes by itself; the time only guards against a hang.</summary>
    /// <param name="holds">Whether it has come.</param>
    /// <param name="seen">What there is instead, for who has waited in vain.</param>
    public static async Task ForAsync(Func<Task<bool>> holds, Func<string>? seen = null)
    {
        DateTime end = DateTime.UtcNow.AddMinutes(6);
        while (!await holds())
        {
            if (DateTime.UtcNow > end)
            {
                throw new TimeoutException($"It doesn't come. {seen?.Invoke()}");
            }

            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Log.ReleaseAll();

        // A node says in the table that it ends, and tries that for two minutes.
        _settings.Membership?.Mend();
        foreach (InProcessSiloHandle node in _again)
        {
            await node.StopSiloAsync(stopGracefully: true);
            await node.DisposeAsync();
        }

        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void UseSqlite(QapiJobsOptions jobs, string node)
    {
        // Drivers get to their checkpoints, however busy the machine is: or that they were stopped would count as a loss.
        jobs.ShutdownTime = TimeSpan.FromSeconds(25);
        jobs.UseSqlite(File, static store => store.Durability = JobDurability.Process);
    }

    private string File => Path.Combine(_folder.FullName, "jobs.db");

    private string SocketOf(string node) => Path.Combine(_folder.FullName, node + ".sock");
}
