using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>What backups of the sample do to files.</summary>
public sealed class SampleBackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qc").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

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
