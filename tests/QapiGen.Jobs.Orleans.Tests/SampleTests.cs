using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>What the sample shows.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qc").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Without_options_a_node_is_killed_and_its_backup_goes_on_elsewhere()
    {
        using var sample = new SampleNode();

        int code = await sample.EndAsync();

        Assert.True(code == 0, sample.Output);
        Assert.Contains("is killed", sample.Output, StringComparison.Ordinal);
        Assert.Contains("and the copy equals the source.", sample.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres:Host=FOLDER/none", null)]
    [InlineData("sqlite:FOLDER/none/jobs.db", null)]
    [InlineData("sqlite:FOLDER/jobs.db", "postgres:Host=FOLDER/none")]
    [InlineData("sqlite:FOLDER/jobs.db", "redis:!FOLDER/none")]
    public async Task A_database_that_is_not_there_is_a_sentence(string store, string? membership)
    {
        string[] more = membership is null ? [] : ["--membership", membership.Replace("FOLDER", _folder, StringComparison.Ordinal)];
        using var sample = new SampleNode(["--node", "a", "--socket", Path.Combine(_folder, "q"), "--store", store.Replace("FOLDER", _folder, StringComparison.Ordinal), .. more]);

        Assert.Equal(1, await sample.EndAsync());
        Assert.Single(sample.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_cluster_that_was_killed_whole_goes_on_with_its_jobs_when_a_node_is_back()
    {
        string socket = Path.Combine(_folder, "q");
        string source = Path.Combine(_folder, "source");

        // Of several blocks: with the first it is far from its end, and sleeps.
        File.WriteAllBytes(source, Examples.Bytes(1024 * 1024));
        string[] arguments = ["--node", "a", "--socket", socket, "--store", $"sqlite:{_folder}/jobs.db"];
        using (var sample = new SampleNode(arguments))
        {
            await sample.ReadyAsync();
            await using QmpClient client = await SampleNode.ConnectAsync(socket);
            await client.ExecuteAsync("file-backup", JsonElement.Parse($$"""{"job-id":"b","source":"{{source}}","target":"{{source}}.copy","speed":64,"auto-dismiss":false}"""));
            await sample.KillAsync();
        }

        // Membership has the node that was killed, and this one isn't it.
        using var back = new SampleNode(arguments);
        await back.ReadyAsync();
        await using QmpClient again = await SampleNode.ConnectAsync(socket);
        await again.ExecuteAsync("file-job-set-speed", JsonElement.Parse("""{"id":"b","speed":0}"""));
        await JobTestCluster.ForAsync(async () => (await again.ExecuteAsync("query-jobs"))[0].GetProperty("status").GetString() == "concluded", () => back.State);
        Assert.Equal(File.ReadAllBytes(source), File.ReadAllBytes(source + ".copy"));
    }

    /// <summary>On one machine with several addresses, as if they were on several.</summary>
    [LinuxTheory]
    [InlineData("127.0.0.2", "127.0.0.3")]
    public async Task Nodes_reach_each_other_by_the_addresses_that_they_were_given(string first, string second)
    {
        using var a = new SampleNode("--node", "a", "--socket", Path.Combine(_folder, "a"), "--store", $"sqlite:{_folder}/jobs.db", "--address", first);
        using var b = new SampleNode("--node", "b", "--socket", Path.Combine(_folder, "b"), "--store", $"sqlite:{_folder}/jobs.db", "--address", second);
        await Task.WhenAll(a.ReadyAsync(), b.ReadyAsync());
        await using QmpClient client = await SampleNode.ConnectAsync(Path.Combine(_folder, "a"));

        await SampleNode.SettleAsync(client, nodes: 2, () => $"{a.State} {b.State}");

        string table = await SiloTableAsync();
        Assert.Contains($"\"{first}:", table, StringComparison.Ordinal);
        Assert.Contains($"\"{second}:", table, StringComparison.Ordinal);

        async Task<string> SiloTableAsync()
        {
            await using var connection = new SqliteConnection($"Data Source={_folder}/jobs.db;Mode=ReadOnly;Pooling=False");
            await connection.OpenAsync();
            await using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "select group_concat(entry) from cluster_member";
            return (string)(await command.ExecuteScalarAsync())!;
        }
    }

    [Fact]
    public async Task An_address_in_use_is_a_sentence()
    {
        string socket = Path.Combine(_folder, "q");
        await using QmpListener other = QmpListener.Bind(QmpAddress.Unix(socket));
        using var sample = new SampleNode("--node", "a", "--socket", socket, "--store", $"sqlite:{_folder}/jobs.db");

        Assert.Equal(1, await sample.EndAsync());
        Assert.EndsWith($"Listening on unix:{socket} failed: another server listens there", sample.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", sample.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_shows_the_jobs_of_the_cluster_and_beside_them_what_Orleans_says_of_its_shards()
    {
        using var sample = new SampleNode("--node", "a", "--socket", Path.Combine(_folder, "q"), "--store", $"sqlite:{_folder}/jobs.db", "--web", "0");
        await sample.ReadyAsync();
        string address = sample.Output.Split('\n').First(static line => line.StartsWith("node a shows the cluster: ", StringComparison.Ordinal)).Split(": ")[1].Trim();
        using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(5) };

        Assert.Contains("qapi-page", await http.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.Ordinal);
        await JobTestCluster.ForAsync(async () =>
        {
            // Orleans' dashboard has errors for who asks before it has counted.
            using HttpResponseMessage answer = await http.GetAsync(new Uri("/orleans/DashboardCounters", UriKind.Relative));
            if (!answer.IsSuccessStatusCode)
            {
                return false;
            }

            using JsonDocument said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return said.RootElement.GetProperty("simpleGrainStats").EnumerateArray()
                .Where(static grain => grain.GetProperty("grainType").GetString()!.EndsWith("JobShardGrain", StringComparison.Ordinal))
                .Sum(static grain => grain.GetProperty("activationCount").GetInt32()) == JobCluster.ShardCount;
        });

        // Its port is taken now, and stays with it.
        using var second = new SampleNode("--node", "b", "--socket", Path.Combine(_folder, "r"), "--store", $"sqlite:{_folder}/second.db", "--web", new Uri(address).Port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(1, await second.EndAsync());
        Assert.Contains("address already in use", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_while_a_node_starts_ends_it_without_a_word(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string socket = Path.Combine(_folder, "q");

        // Wherever the start has come to by then.
        for (int milliseconds = 0; milliseconds <= 3000; milliseconds += 300)
        {
            using var sample = new SampleNode("--node", "a", "--socket", socket, "--store", $"sqlite:{_folder}/{milliseconds}.db");
            await Task.Delay(milliseconds);
            await sample.SignalAsync(signal);

            int code = await sample.EndAsync();
            Assert.True(code is 0 or 1 or 128 + 2 or 128 + 15, $"after {milliseconds} ms: {code} {sample.Output}");
            Assert.Equal("", sample.Output.Replace("node a is ready", "", StringComparison.Ordinal).Trim());
            Assert.False(File.Exists(socket));
        }
    }
}
