using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QapiGen.Jobs.Orleans.Events;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Stores.Tests.PostgreSql;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>What happens to the database, and to a node's way to it, while jobs are at work.</summary>
public sealed class PostgresTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly string[] s_ids = [.. Enumerable.Range(0, 24).Select(static i => $"job{i}")];

    [PostgresFact]
    public async Task While_the_database_is_away_commands_wait_on_all_nodes_and_when_it_is_back_all_goes_on()
    {
        string connection = await server.NewSchemaAsync();
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(
            2, new JobTestClusterOptions { UseStore = (jobs, _) => jobs.UsePostgreSql(connection, static store => store.Durability = Storage.JobDurability.Process) });
        await ClusterJobs.StartAsync(cluster, 0, s_ids);
        Assert.Equal(JobCluster.StoreOf("job7"), await server.ExecuteAsync("select shard from qapi_job where id = 'job7'", connection));
        using JobClusterWatcher watcher = cluster.Jobs(1).Watch(capacity: 10_000);

        await server.StopAsync("INT");
        Task[] commands = [.. s_ids.Select((id, i) => cluster.Jobs(i % 2).JobPauseAsync(id).AsTask())];
        string[] more = [.. Enumerable.Range(0, 8).Select(static i => $"more{i}")];
        Task making = ClusterJobs.StartAsync(cluster, 1, more);
        await JobTestCluster.ForAsync(() => Task.FromResult(cluster.Nodes.All(static node => node.ServiceProvider.GetLocalShards().Troubles.Count > 0)));
        HealthReportEntry health = (await cluster.Nodes[0].ServiceProvider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["jobs"];
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains("shards can't be written", health.Description, StringComparison.Ordinal);
        Assert.All(commands, static command => Assert.False(command.IsCompleted));
        Assert.False(making.IsCompleted);
        await server.StartAsync();

        await Task.WhenAll([.. commands, making]);
        foreach (string id in s_ids)
        {
            await cluster.Jobs(1).JobResumeAsync(id);
        }

        await ClusterJobs.CompleteAsync(cluster, 0, [.. s_ids, .. more]);
        ClusterJobs.CheckMoves(watcher);
    }

    [PostgresFact]
    public async Task A_node_that_cannot_reach_the_database_takes_no_command_shows_what_is_kept_and_the_others_work_on()
    {
        string connection = await server.NewSchemaAsync();
        bool isCut = false;
        using var relay = new TcpRelay(server.SocketPath, () => Volatile.Read(ref isCut) ? 0 : long.MaxValue / 2);
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(2, new JobTestClusterOptions
        {
            UseStore = (jobs, node) => jobs.UsePostgreSql(
                $"{connection};Application Name={node}" + (node.EndsWith('1') ? $";Host=127.0.0.1;Port={relay.Port}" : "")),
        });
        await ClusterJobs.StartAsync(cluster, 0, s_ids);
        string cut = cluster.Nodes[1].Name;
        string[] cutOff = [.. s_ids.Where(id => cluster.Log.Of(id)[0].Node == cut)];
        string[] others = [.. s_ids.Except(cutOff)];
        Assert.NotEmpty(cutOff);
        Assert.NotEmpty(others);

        Volatile.Write(ref isCut, true);
        await server.ExecuteAsync($"select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = '{cut}'");
        await JobTestCluster.ForAsync(() => Task.FromResult(cluster.Nodes[1].ServiceProvider.GetLocalShards().Troubles.Count > 0));
        Task[] waiting = [.. cutOff.Select(id => cluster.Jobs(0).JobPauseAsync(id).AsTask())];
        foreach (string id in others)
        {
            await cluster.Jobs(1).JobPauseAsync(id);
        }

        // It shows its jobs as they were kept last, and doesn't keep the others from being shown.
        Assert.All(waiting, static command => Assert.False(command.IsCompleted));
        foreach (JobCluster jobs in (JobCluster[])[cluster.Jobs(0), cluster.Jobs(1)])
        {
            IReadOnlyList<JobClusterEntry> listed = await jobs.ListAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(45));
            Assert.Equal(s_ids.Order(StringComparer.Ordinal), listed.Select(static job => job.Id).Order(StringComparer.Ordinal));
            Assert.All(listed.Where(job => cutOff.Contains(job.Id)), static job => Assert.Equal(JobStatus.Ready, job.Status));
            Assert.Equal(cutOff.Order(StringComparer.Ordinal), (await jobs.ListPageAsync(new JobClusterFilter { Limit = 100, Status = JobStatus.Ready })).Jobs
                .Where(job => cutOff.Contains(job.Id)).Select(static job => job.Id).Order(StringComparer.Ordinal));
        }

        // Who waits for it does so no longer than is said.
        QmpErrorException unknown = await Assert.ThrowsAsync<QmpErrorException>(
            () => JobTestCluster.JobsOf(cluster.Nodes[0], TimeSpan.FromSeconds(8)).SetSpeedAsync(cutOff[0], 1_000_000).AsTask().WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.StartsWith($"Whether job '{cutOff[0]}' has taken the command isn't known, since node '{cut}' can't write to the database: ", unknown.Description, StringComparison.Ordinal);
        Volatile.Write(ref isCut, false);
        await Task.WhenAll(waiting);
        await Task.WhenAll(s_ids.Select(id => cluster.Jobs(0).JobResumeAsync(id).AsTask()));
        await ClusterJobs.CompleteAsync(cluster, 1, s_ids);
    }
}
