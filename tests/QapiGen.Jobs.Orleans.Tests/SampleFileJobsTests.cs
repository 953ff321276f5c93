using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>The jobs that the sample cluster has in common with the sample host: through one node, while they are on another.</summary>
public sealed class SampleFileJobsTests : IDisposable
{
    private static readonly string[] s_names = ["a", "b"];

    private readonly string _folder = Directory.CreateTempSubdirectory("qf").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_mirror_follows_its_source_goes_on_when_its_node_is_killed_and_is_completed_from_another()
    {
        byte[] bytes = Examples.Bytes(300_000);
        string source = Path.Combine(_folder, "source");
        Write();
        using SampleNode a = Start("a");
        using SampleNode b = Start("b");
        await Task.WhenAll(a.ReadyAsync(), b.ReadyAsync());
        await using QmpClient client = await SampleNode.ConnectAsync(SocketOf("a"));
        await SampleNode.SettleAsync(client, nodes: 2, () => $"{a.State} {b.State}");

        string id = IdOn("b");
        string copy = source + ".copy";
        await ExecuteAsync(client, "file-mirror", ("job-id", id), ("source", source), ("target", copy), ("auto-dismiss", false));
        await ForAsync(async () => await StateAsync() is ("ready", "b", 300_000));
        Write();
        await ForAsync(async () => await StateAsync() is ("ready", "b", 600_000));

        await b.KillAsync();
        await ForAsync(async () => await StateAsync() is ("ready", "a", _));
        Write();
        await ExecuteAsync(client, "job-complete", ("id", id));
        await ForAsync(async () => await StateAsync() is ("concluded", "a", _));
        Assert.False(Assert.Single((await client.ExecuteAsync("query-jobs")).EnumerateArray()).TryGetProperty("error", out JsonElement error), error.ToString());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(copy));

        // At once, so that no part of it is mirrored.
        void Write()
        {
            bytes[5]++;
            File.WriteAllBytes(source + ".new", bytes);
            File.Move(source + ".new", source, overwrite: true);
        }

        async Task<(string? Status, string? Node, int Copied)> StateAsync()
        {
            try
            {
                JsonElement job = (await ExecuteAsync(client, "x-query-jobs", ("type", "mirror"))).GetProperty("jobs").EnumerateArray().Single();
                return (job.GetProperty("status").GetString(), job.GetProperty("node").GetString(), job.GetProperty("current-progress").GetInt32());
            }
            catch (QmpErrorException)
            {
                // Its node is gone, and nobody has taken it up yet.
                return default;
            }
        }

        Task ForAsync(Func<Task<bool>> holds) => JobTestCluster.ForAsync(holds, () => $"{a.State} {b.State}");
    }

    [Fact]
    public async Task An_image_is_made_on_the_node_that_has_its_job_and_what_is_no_file_is_refused()
    {
        using SampleNode a = Start("a");
        using SampleNode b = Start("b");
        await Task.WhenAll(a.ReadyAsync(), b.ReadyAsync());
        await using QmpClient client = await SampleNode.ConnectAsync(SocketOf("a"));
        await SampleNode.SettleAsync(client, nodes: 2, () => $"{a.State} {b.State}");

        string id = IdOn("b");
        string image = Path.Combine(_folder, "image");
        foreach (string preallocation in (string[])["full", "off"])
        {
            await ExecuteAsync(client, "image-create", ("job-id", id), ("path", image), ("size", 3_000_000), ("preallocation", preallocation));
            await JobTestCluster.ForAsync(async () => (await client.ExecuteAsync("query-jobs"))[0].GetProperty("status").GetString() == "concluded");
            JsonElement job = Assert.Single((await ExecuteAsync(client, "x-query-jobs", ("type", "create"))).GetProperty("jobs").EnumerateArray());
            Assert.Equal("b", job.GetProperty("node").GetString());
            Assert.False(job.TryGetProperty("error", out JsonElement error), error.ToString());
            Assert.Equal(3_000_000, new FileInfo(image).Length);
            await ExecuteAsync(client, "job-dismiss", ("id", id));
            File.Delete(image);
        }

        QmpErrorException refusal = await Assert.ThrowsAsync<QmpErrorException>(() => ExecuteAsync(client, "file-mirror", ("job-id", id), ("source", image), ("target", image + ".copy")));
        Assert.Equal($"Could not open '{image}': No such file", refusal.Description);
        refusal = await Assert.ThrowsAsync<QmpErrorException>(() => ExecuteAsync(client, "image-create", ("job-id", id), ("path", _folder), ("size", 1)));
        Assert.Equal($"Could not open '{_folder}': Not a regular file", refusal.Description);
        Assert.Equal(0, (await client.ExecuteAsync("query-jobs")).GetArrayLength());
    }

    /// <summary>An id whose job is on a node.</summary>
    private static string IdOn(string node) => Enumerable.Range(0, 1000).Select(static i => $"job{i}").First(id => s_names.MaxBy(name => ShardKey.Weight(ShardKey.Of(id), name)) == node);

    private static async Task<JsonElement> ExecuteAsync(QmpClient client, string command, params (string Name, object Value)[] arguments) =>
        await client.ExecuteAsync(command, JsonSerializer.SerializeToElement(arguments.ToDictionary(static item => item.Name, static item => item.Value, StringComparer.Ordinal)));

    private string SocketOf(string node) => Path.Combine(_folder, node);

    private SampleNode Start(string name) => new("--node", name, "--socket", SocketOf(name), "--store", $"sqlite:{_folder}/jobs.db");
}
