using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Jobs.Stores.Tests.PostgreSql;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.TestSupport;
using StackExchange.Redis;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>Nodes as processes whose membership is in a real PostgreSQL or a real Redis, by Orleans' own providers, as a cluster in use has it.</summary>
public sealed class MembershipTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private const int Dead = 6;
    private const int Active = 3;

    private static readonly string[] s_names = ["a", "b", "c"];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, SampleNode> _nodes = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SampleNode node in _nodes.Values)
        {
            node.Dispose();
        }

        _folder.Dispose();
    }

    [PostgresFact]
    public async Task A_node_that_is_killed_is_found_out_by_membership_in_PostgreSQL_and_the_others_take_its_jobs_over()
    {
        string jobs = await server.NewSchemaAsync();
        string membership = await server.NewSchemaAsync();
        await server.ExecuteAsync(OrleansTables.Script, membership);
        await LoseOneAsync("postgres:" + jobs, "postgres:" + membership, CountAsync);

        async Task<(long Active, long Dead)> CountAsync() => (await CountOfAsync(Active), await CountOfAsync(Dead));

        async Task<long> CountOfAsync(int status) => (long)(await server.ExecuteAsync($"select count(*) from OrleansMembershipTable where Status = {status}", membership))!;
    }

    [ProgramFact("redis-server")]
    public async Task So_it_is_by_membership_in_Redis()
    {
        await using var redis = new OptionalProcess();
        string path = redis.PathOf("redis.sock");
        redis.Start("redis-server", "--port", "0", "--unixsocket", path, "--dir", redis.Folder, "--save", "", "--appendonly", "no");
        await ForAsync(() => Task.FromResult(File.Exists(path)));
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(ConfigurationOptions.Parse("!" + path));
        await LoseOneAsync("sqlite:" + _folder.File("jobs.db"), "redis:!" + path, CountAsync);

        async Task<(long Active, long Dead)> CountAsync()
        {
            // One entry is the version of the table, a number.
            HashEntry[] entries = await connection.GetDatabase().HashGetAllAsync("job-cluster/members/job-cluster");
            long[] statuses = [.. entries.Select(static entry => JsonElement.Parse(entry.Value.ToString()))
                .Where(static entry => entry.ValueKind == JsonValueKind.Object).Select(static entry => entry.GetProperty("Status").GetInt64())];
            return (statuses.LongCount(static status => status == Active), statuses.LongCount(static status => status == Dead));
        }
    }

    private async Task LoseOneAsync(string jobs, string membership, Func<Task<(long Active, long Dead)>> countAsync)
    {
        File.WriteAllBytes(_folder.File("source"), Examples.Bytes(1024 * 1024));
        foreach (string name in s_names)
        {
            _nodes.Add(name, new SampleNode("--node", name, "--socket", _folder.File(name + ".sock"), "--store", jobs, "--membership", membership));
        }

        await Task.WhenAll(_nodes.Values.Select(static node => node.ReadyAsync()));
        Assert.Equal((3L, 0L), await countAsync());
        await using QmpClient client = await SampleNode.ConnectAsync(_folder.File("c.sock"));
        await SettleAsync(client, nodes: 3);
        string[] ids = [.. Enumerable.Range(0, 24).Select(static i => $"j{i}")];
        foreach (string id in ids)
        {
            // So slow that none ends before it is told to.
            await ExecuteAsync(client, "file-backup", ("job-id", id), ("source", _folder.File("source")), ("target", _folder.File(id)), ("speed", 64), ("auto-dismiss", false));
        }

        JsonElement page = await ExecuteAsync(client, "x-query-jobs", ("limit", ids.Length), ("type", "backup"));
        Assert.Contains(page.GetProperty("jobs").EnumerateArray(), static job => job.GetProperty("node").GetString() == "a");

        await _nodes["a"].KillAsync();

        await SettleAsync(client, nodes: 2);
        Assert.Equal((2L, 1L), await countAsync());
        foreach (string id in ids)
        {
            await ExecuteAsync(client, "file-job-set-speed", ("id", id), ("speed", 0));
        }

        JsonElement[] all = [];
        await ForAsync(async () =>
        {
            all = [.. (await client.ExecuteAsync("query-jobs")).EnumerateArray()];
            return all.All(static job => job.GetProperty("status").GetString() == "concluded");
        });
        Assert.Equal(ids.Length, all.Length);
        Assert.All(all, job => Assert.False(job.TryGetProperty("error", out _), $"{job}. {NodeStates}"));
        byte[] source = File.ReadAllBytes(_folder.File("source"));
        Assert.All(ids, id => Assert.True(source.AsSpan().SequenceEqual(File.ReadAllBytes(_folder.File(id))), id));

        // One of the same name is a new member, and gets its share again.
        _nodes["a"].Dispose();
        _nodes["a"] = new SampleNode("--node", "a", "--socket", _folder.File("a.sock"), "--store", jobs, "--membership", membership);
        await _nodes["a"].ReadyAsync();
        await SettleAsync(client, nodes: 3);
        Assert.Equal((3L, 1L), await countAsync());
    }

    private string NodeStates => string.Join(' ', _nodes.Select(static node => $"{node.Key}: {node.Value.State}"));

    private Task SettleAsync(QmpClient client, int nodes) => SampleNode.SettleAsync(client, nodes, () => NodeStates);

    private Task ForAsync(Func<Task<bool>> condition) => JobTestCluster.ForAsync(condition, () => NodeStates);

    private static ValueTask<JsonElement> ExecuteAsync(QmpClient client, string command, params (string Name, object Value)[] arguments) =>
        client.ExecuteAsync(command, JsonSerializer.SerializeToElement(arguments.ToDictionary(static item => item.Name, static item => item.Value)));
}
