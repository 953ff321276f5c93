using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
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

    // What is copied from a sample is what others run.
    [Fact]
    public async Task A_backup_reads_files_only_and_shares_none_with_another()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string socket = Path.Combine(_folder, "q");
        string source = Path.Combine(_folder, "source");
        await File.WriteAllBytesAsync(source, new byte[100_000]);
        using var sample = new SampleNode("--node", "a", "--socket", socket, "--store", $"sqlite:{_folder}/jobs.db");
        await sample.ReadyAsync();
        await using QmpClient client = await SampleNode.ConnectAsync(socket);
        string[] nothing = ["/dev/zero", "/dev/stdin", "/proc/self/environ", _folder];
        foreach (string path in nothing)
        {
            Assert.Contains("Not a regular file", (await RefusalAsync(client, "n", path, Path.Combine(_folder, "copy"))).Description, StringComparison.Ordinal);
            Assert.Contains("Not a regular file", (await RefusalAsync(client, "n", source, path)).Description, StringComparison.Ordinal);
        }

        foreach (string name in (string[])["", "a\0b"])
        {
            Assert.Contains("expects the name of a file", (await RefusalAsync(client, "n", source, name)).Description, StringComparison.Ordinal);
        }

        // Slowly, so that both have a part of it at the same time.
        string target = Path.Combine(_folder, "target");
        foreach (string id in (string[])["one", "two"])
        {
            await StartAsync(client, id, source, target, speed: 1);
        }

        await JobTestCluster.ForAsync(() => Task.FromResult(File.Exists(target + ".one.partial") && File.Exists(target + ".two.partial")));
    }

    [Fact]
    public async Task A_backup_touches_nothing_that_is_not_its_own_and_its_target_only_when_the_copy_is_whole()
    {
        string socket = Path.Combine(_folder, "q");
        string source = await WriteAsync("source", new string('s', 100_000));
        string target = await WriteAsync("target", "the last backup");
        await WriteAsync("target.taken.partial", "somebody's");
        string diary = await WriteAsync("diary", "a diary");
        File.CreateSymbolicLink(target + ".linked.partial", diary);
        File.CreateSymbolicLink(target + ".dangling.partial", Path.Combine(_folder, "nowhere"));
        using var sample = new SampleNode("--node", "a", "--socket", socket, "--store", $"sqlite:{_folder}/jobs.db");
        await sample.ReadyAsync();
        await using QmpClient client = await SampleNode.ConnectAsync(socket);

        Assert.Equal($"'{target}.taken.partial' is there already, which this job needs for itself", await ErrorAsync(client, "taken", source, target));
        Assert.Equal($"'{target}.linked.partial' is there already, which this job needs for itself", await ErrorAsync(client, "linked", source, target));
        Assert.NotNull(await ErrorAsync(client, "dangling", source, target));
        Assert.Equal($"The copy of '{source}' differs from it", await ErrorAsync(client, "changed", source, target, () =>
        {
            using var file = new FileStream(source, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.WriteByte((byte)'X');
        }));
        Assert.Equal($"The copy of '{source}' differs from it", await ErrorAsync(client, "replaced", source, target, () =>
        {
            File.Delete(target + ".replaced.partial");
            File.WriteAllText(target + ".replaced.partial", "other");
        }));
        await client.ExecuteAsync("job-dismiss", JsonSerializer.SerializeToElement(new { id = "replaced" }));

        Assert.Equal("the last backup", await File.ReadAllTextAsync(target));
        Assert.Equal("somebody's", await File.ReadAllTextAsync(target + ".taken.partial"));
        Assert.Equal("a diary", await File.ReadAllTextAsync(diary));
        Assert.False(File.Exists(Path.Combine(_folder, "nowhere")));
        Assert.Equal(
            ["target.dangling.partial", "target.linked.partial", .. (string[])(OperatingSystem.IsLinux() ? ["target.replaced.partial"] : []), "target.taken.partial"],
            Directory.GetFileSystemEntries(_folder, "*.partial").Select(Path.GetFileName).Order(StringComparer.Ordinal));

        // A name that a job had before is free again, once nobody else has it.
        File.Delete(target + ".replaced.partial");
        Assert.Null(await ErrorAsync(client, "replaced", source, target));
        Assert.Equal(await File.ReadAllTextAsync(source), await File.ReadAllTextAsync(target));
    }

    // The next node writes into the copy that was begun, and into no other file by its name.
    [Fact]
    public async Task What_has_taken_the_name_of_a_copy_when_a_node_was_lost_is_neither_written_into_nor_deleted()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string source = await WriteAsync("source", new string('s', 100_000));
        string target = await WriteAsync("target", "the last backup");
        string diary = await WriteAsync("diary", "a diary");
        string[] ids = ["linked", "other"];
        using (var lost = new SampleNode("--node", "a", "--socket", Path.Combine(_folder, "a"), "--store", $"sqlite:{_folder}/jobs.db"))
        {
            await lost.ReadyAsync();
            await using QmpClient before = await SampleNode.ConnectAsync(Path.Combine(_folder, "a"));
            foreach (string id in ids)
            {
                await StartAsync(before, id, source, target, speed: 1, keep: true);
                await JobTestCluster.ForAsync(() => Task.FromResult(new FileInfo($"{target}.{id}.partial") is { Exists: true, Length: > 0 }));
            }

            await lost.KillAsync();
        }

        ids.ToList().ForEach(id => File.Delete($"{target}.{id}.partial"));
        using (Process ln = Process.Start("ln", [diary, $"{target}.linked.partial"]))
        {
            await ln.WaitForExitAsync();
        }

        await WriteAsync("target.other.partial", "another diary");
        using var next = new SampleNode("--node", "b", "--socket", Path.Combine(_folder, "b"), "--store", $"sqlite:{_folder}/jobs.db");
        await next.ReadyAsync();
        await using QmpClient client = await SampleNode.ConnectAsync(Path.Combine(_folder, "b"));
        foreach (string id in ids)
        {
            Assert.Equal($"'{target}.{id}.partial' isn't the file any more that was written", await EndAsync(client, id));
        }

        Assert.Equal("a diary", await File.ReadAllTextAsync(diary));
        Assert.Equal("another diary", await File.ReadAllTextAsync(target + ".other.partial"));
        Assert.Equal("the last backup", await File.ReadAllTextAsync(target));
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }

    /// <summary>Backs up, and does something while the copy has a part of the source.</summary>
    private static async Task<string?> ErrorAsync(QmpClient client, string id, string source, string target, Action? meanwhile = null)
    {
        await StartAsync(client, id, source, target, speed: meanwhile is null ? 0 : 1, keep: true);
        if (meanwhile is not null)
        {
            await JobTestCluster.ForAsync(() => Task.FromResult(new FileInfo($"{target}.{id}.partial") is { Exists: true, Length: > 0 }));
            meanwhile();
            await client.ExecuteAsync("file-job-set-speed", JsonSerializer.SerializeToElement(new { id, speed = 0 }));
        }

        return await EndAsync(client, id);
    }

    /// <summary>Waits for a job's end; gives its error.</summary>
    private static async Task<string?> EndAsync(QmpClient client, string id)
    {
        JsonElement job = default;
        await JobTestCluster.ForAsync(async () =>
        {
            job = (await client.ExecuteAsync("query-jobs")).EnumerateArray().FirstOrDefault(one => one.GetProperty("id").GetString() == id);
            return job.ValueKind == JsonValueKind.Object && job.GetProperty("status").GetString() == "concluded";
        });
        return job.TryGetProperty("error", out JsonElement error) ? error.GetString() : null;
    }

    private static async Task<QmpErrorException> RefusalAsync(QmpClient client, string id, string source, string target) =>
        await Assert.ThrowsAsync<QmpErrorException>(() => StartAsync(client, id, source, target, speed: 0));

    private static async Task StartAsync(QmpClient client, string id, string source, string target, int speed, bool keep = false)
    {
        JsonElement arguments = JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["job-id"] = id, ["source"] = source, ["target"] = target, ["speed"] = speed, ["auto-dismiss"] = !keep });
        await client.ExecuteAsync("file-backup", arguments);
    }
}
