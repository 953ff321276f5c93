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

/// <summary>Nodes as processes over a real PostgreSQL: one is frozen until the others take it for dead, one is told to end.</summary>
public sealed class SignalTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private const int Jobs = 16;

    private static readonly string[] s_names = ["a", "b", "c"];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, SampleNode> _nodes = [];

    private string NodeStates => string.Join(' ', _nodes.Select(static node => $"{node.Key}: {node.Value.State}"));

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
    public async Task A_frozen_node_ends_when_it_thaws_and_one_that_is_told_to_end_hands_over_and_no_backup_suffers()
    {
        string store = "postgres:" + await server.NewSchemaAsync();
        File.WriteAllBytes(_folder.File("source"), Examples.Bytes(8 * 1024 * 1024));
        foreach (string name in s_names)
        {
            _nodes.Add(name, new SampleNode("--node", name, "--socket", _folder.File(name + ".sock"), "--store", store, "--fence", "--probe-timeout", "5"));
        }

        await Task.WhenAll(_nodes.Values.Select(static node => node.ReadyAsync()));
        await using QmpClient client = await SampleNode.ConnectAsync(_folder.File("c.sock"));
        await SettleAsync(client, nodes: 3);

        // So slow that none ends before it is told to.
        for (int i = 0; i < Jobs; i++)
        {
            await ExecuteAsync(client, "file-backup", ("job-id", $"j{i}"), ("source", _folder.File("source")), ("target", _folder.File($"j{i}")), ("speed", 64), ("auto-dismiss", false));
        }

        await ForAsync(() => Task.FromResult(Enumerable.Range(0, Jobs).All(i => _nodes.Values.Any(node => node.Output.Contains($"j{i} begins", StringComparison.Ordinal)))));
        JsonElement page = await ExecuteAsync(client, "x-query-jobs", ("limit", Jobs), ("type", "backup"));
        ILookup<string, string> byNode = page.GetProperty("jobs").EnumerateArray().ToLookup(static job => job.GetProperty("node").GetString()!, static job => job.GetProperty("id").GetString()!);
        Assert.Equal(s_names, byNode.Select(static node => node.Key).Order(StringComparer.Ordinal));

        // Whoever is frozen doesn't know for how long; it finds itself dead, and ends.
        await _nodes["a"].SignalAsync("STOP");
        await SettleAsync(client, nodes: 2);
        await _nodes["a"].SignalAsync("CONT");
        Assert.NotEqual(0, await _nodes["a"].EndAsync());
        await SettleAsync(client, nodes: 2);
        await CheckLossesAsync(store, [.. byNode["a"]]);

        await _nodes["b"].SignalAsync("TERM");
        Assert.Equal(0, await _nodes["b"].EndAsync());
        await SettleAsync(client, nodes: 1);
        Assert.All(await QueryAsync(client), static job => Assert.Equal("running", job.GetProperty("status").GetString()));
        for (int i = 0; i < Jobs; i++)
        {
            await ExecuteAsync(client, "file-job-set-speed", ("id", $"j{i}"), ("speed", 0));
        }

        JsonElement[] jobs = [];
        await ForAsync(async () =>
        {
            jobs = await QueryAsync(client);
            return jobs.All(static job => job.GetProperty("status").GetString() == "concluded");
        });
        Assert.Equal(Jobs, jobs.Length);
        Assert.All(jobs, job => Assert.False(job.TryGetProperty("error", out _), $"{job}. {NodeStates}"));
        byte[] source = File.ReadAllBytes(_folder.File("source"));
        Assert.All(Enumerable.Range(0, Jobs), i => Assert.True(source.AsSpan().SequenceEqual(File.ReadAllBytes(_folder.File($"j{i}"))), $"j{i}"));
        await ForAsync(() => Task.FromResult(Enumerable.Range(0, Jobs).All(i => _nodes["c"].Output.Contains($"j{i} ends on node c", StringComparison.Ordinal))));
    }

    /// <summary>Jobs of the frozen node count one loss at most, those of the others none.</summary>
    private async Task CheckLossesAsync(string store, string[] moved)
    {
        for (int i = 0; i < Jobs; i++)
        {
            int losses = (int)(await server.ExecuteAsync($"select losses from qapi_job where id = 'j{i}'", store["postgres:".Length..]))!;
            Assert.True(losses <= (moved.Contains($"j{i}") ? 1 : 0), $"j{i} counts {losses}; moved: {string.Join(' ', moved)}. {NodeStates}");
        }
    }

    private static async Task<JsonElement[]> QueryAsync(QmpClient client) => [.. (await client.ExecuteAsync("query-jobs")).EnumerateArray()];

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
