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
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>Nodes as processes whose jobs and whose membership are in a real PostgreSQL, by Orleans' own provider, as a cluster in use has it.</summary>
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
        File.WriteAllBytes(_folder.File("source"), Examples.Bytes(1024 * 1024));
        foreach (string name in s_names)
        {
            _nodes.Add(name, new SampleNode("--node", name, "--socket", _folder.File(name + ".sock"), "--store", "postgres:" + jobs, "--membership", membership));
        }

        await Task.WhenAll(_nodes.Values.Select(static node => node.ReadyAsync()));
        Assert.Equal(3L, await CountAsync(membership, Active));
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
        Assert.Equal(1L, await CountAsync(membership, Dead));
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
        _nodes["a"] = new SampleNode("--node", "a", "--socket", _folder.File("a.sock"), "--store", "postgres:" + jobs, "--membership", membership);
        await _nodes["a"].ReadyAsync();
        await SettleAsync(client, nodes: 3);
        Assert.Equal((3L, 1L), (await CountAsync(membership, Active), await CountAsync(membership, Dead)));
    }

    private string NodeStates => string.Join(' ', _nodes.Select(static node => $"{node.Key}: {node.Value.State}"));

    private async Task<object?> CountAsync(string membership, int status) => await server.ExecuteAsync($"select count(*) from OrleansMembershipTable where Status = {status}", membership);

    private Task SettleAsync(QmpClient client, int nodes) => ForAsync(async () =>
    {
        try
        {
            JsonElement cluster = await client.ExecuteAsync("query-cluster");
            return cluster.GetProperty("settled").GetBoolean() && cluster.GetProperty("nodes").GetArrayLength() == nodes;
        }
        catch (QmpErrorException)
        {
            // Shards of a node that is gone aren't taken up yet.
            return false;
        }
    });

    private Task ForAsync(Func<Task<bool>> condition) => JobTestCluster.ForAsync(condition, () => NodeStates);

    private static ValueTask<JsonElement> ExecuteAsync(QmpClient client, string command, params (string Name, object Value)[] arguments) =>
        client.ExecuteAsync(command, JsonSerializer.SerializeToElement(arguments.ToDictionary(static item => item.Name, static item => item.Value)));
}
