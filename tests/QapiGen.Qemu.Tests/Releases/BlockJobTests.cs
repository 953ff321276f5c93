using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Client;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Releases;

/// <summary>Images and block jobs on each release.</summary>
public sealed class BlockJobTests : IDisposable
{
    private const int Size = 8 * 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("qb").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Images_are_made_opened_snapshotted_streamed_and_committed(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, [.. Machines.Pc, "-S"]);
        await MakeAsync(vm.Qmp, "base", "top", "spare");
        byte[] before = new byte[Size];
        await WriteAsync(vm.Qmp, "base", before, 0, 128, 0x11);
        await WriteAsync(vm.Qmp, "base", before, 1024, 64, 0x22);
        byte[] after = [.. before];

        await DoAsync(vm.Qmp, "blockdev-snapshot", """{"node": "base", "overlay": "top"}""");
        await WriteAsync(vm.Qmp, "top", after, 64, 128, 0x33);
        QmpJobReport streamed = await RunAsync(vm.Qmp, "block-stream", """{"job-id": "j1", "device": "top"}""");
        await DoAsync(vm.Qmp, "blockdev-snapshot", """{"node": "top", "overlay": "spare"}""");
        await WriteAsync(vm.Qmp, "spare", after, 1056, 2048, 0x44);
        QmpJobReport committed = await RunAsync(vm.Qmp, "block-commit", """{"job-id": "j2", "device": "spare"}""");

        Assert.Contains(JobStatus.Running, streamed.Statuses);
        Assert.Contains(JobStatus.Ready, committed.Statuses);
        Assert.Empty((await vm.Qmp.ExecuteAsync("query-jobs")).EnumerateArray());

        // The overlay got all that was below it, and later all that was above it; what it covered stayed as it was.
        await vm.StopAsync(QemuStopOptions.Quick).Hang();
        await AssertHoldsAsync(release, "base", before);
        await AssertHoldsAsync(release, "top", after);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Backup_and_mirror_run_to_their_end(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, [.. Machines.Pc, "-S"]);
        await MakeAsync(vm.Qmp, "disk", "copy", "twin");
        byte[] early = new byte[Size];
        await WriteAsync(vm.Qmp, "disk", early, 512, 3000, 0x55);
        byte[] late = [.. early];

        QmpJobReport backup = await RunAsync(vm.Qmp, "blockdev-backup", """{"job-id": "j1", "device": "disk", "target": "copy", "sync": "full", "auto-dismiss": false}""");
        await WriteAsync(vm.Qmp, "disk", late, 0, 1024, 0x66);
        QmpJobReport mirror = await RunAsync(vm.Qmp, "blockdev-mirror", """{"job-id": "j2", "device": "disk", "target": "twin", "sync": "full", "auto-dismiss": false}""");

        Assert.Equal(JobStatus.Concluded, backup.Progress.Status);
        Assert.Contains(JobStatus.Ready, mirror.Statuses);
        await vm.StopAsync(QemuStopOptions.Quick).Hang();
        await AssertHoldsAsync(release, "copy", early);
        await AssertHoldsAsync(release, "twin", late);
        await AssertHoldsAsync(release, "disk", late);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Transaction_starts_two_backups_or_none(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, [.. Machines.Pc, "-S"]);
        await MakeAsync(vm.Qmp, "disk", "other", "one", "two", "none");
        byte[] data = new byte[Size];
        byte[] others = new byte[Size];
        await WriteAsync(vm.Qmp, "disk", data, 2000, 4000, 0x77);
        await WriteAsync(vm.Qmp, "other", others, 1000, 6000, 0x88);

        // Of two disks: 11.1 aborts in about every second try when two backups of the same disk end together ("bdrv_replace_node_common: Assertion").
        string Backup(string job, string device, string target) =>
            $$$"""{"type": "blockdev-backup", "data": {"job-id": "{{{job}}}", "device": "{{{device}}}", "target": "{{{target}}}", "sync": "full", "auto-dismiss": false}}""";

        await Assert.ThrowsAsync<QmpErrorException>(() => DoAsync(vm.Qmp, "transaction", $$"""{"actions": [{{Backup("j1", "disk", "none")}}, {{Backup("j2", "other", "nowhere")}}]}"""));
        Assert.DoesNotContain((await vm.Qmp.ExecuteAsync("query-jobs")).EnumerateArray(), static job => job.GetProperty("status").GetString() == "running");

        Task<QmpEvent> second = vm.Qmp.WaitForEventAsync(static e => e is RawQmpEvent { Name: "JOB_STATUS_CHANGE" } raw
            && raw.Data.GetProperty("id").GetString() == "k2" && raw.Data.GetProperty("status").GetString() == "concluded");
        QmpJobReport first = await vm.Qmp.RunJobAsync("k1", (client, token) => StartAsync(client), null).Hang();
        async ValueTask StartAsync(QmpClient client) => await DoAsync(client, "transaction", $$"""{"actions": [{{Backup("k1", "disk", "one")}}, {{Backup("k2", "other", "two")}}]}""");

        Assert.Equal(JobStatus.Concluded, first.Progress.Status);
        await second.Hang();
        await vm.StopAsync(QemuStopOptions.Quick).Hang();
        await AssertHoldsAsync(release, "one", data);
        await AssertHoldsAsync(release, "two", others);
        await AssertHoldsAsync(release, "none", new byte[Size]);
    }

    private static async Task<JsonElement> DoAsync(QmpClient client, string command, string arguments) =>
        await client.ExecuteAsync(command, JsonElement.Parse(arguments)).AsTask().Hang();

    private static Task<QmpJobReport> RunAsync(QmpClient client, string command, string arguments) =>
        client.RunJobAsync(command, JsonElement.Parse(arguments)).Hang();

    /// <summary>Writes a pattern to a node, and to what is expected of it; in KiB.</summary>
    private static async Task WriteAsync(QmpClient client, string node, byte[] expected, int start, int length, byte pattern)
    {
        expected.AsSpan(start * 1024, length * 1024).Fill(pattern);
        await DoAsync(client, "human-monitor-command", $$"""{"command-line": "qemu-io {{node}} \"write -P {{pattern}} {{start}}k {{length}}k\""}""");
    }

    /// <summary>Reads an image with the release's own tool, once QEMU has left it, and compares all bytes.</summary>
    private async Task AssertHoldsAsync(string release, string name, byte[] expected)
    {
        string raw = Path.Combine(_folder, name + ".raw");
        using Process convert = Process.Start(new ProcessStartInfo(QemuReleases.Program(release, "qemu-img"), ["convert", "-f", "qcow2", "-O", "raw", Path.Combine(_folder, name), raw]) { RedirectStandardError = true })!;
        string errors = await convert.StandardError.ReadToEndAsync().Hang();
        await convert.WaitForExitAsync().Hang();
        Assert.True(convert.ExitCode == 0, errors);
        byte[] read = await File.ReadAllBytesAsync(raw);
        Assert.Equal(expected.Length, read.Length);
        Assert.True(expected.AsSpan().SequenceEqual(read), $"{name} differs first at byte {expected.AsSpan().CommonPrefixLength(read)}");
    }

    /// <summary>Makes qcow2 images by jobs and opens them under their names.</summary>
    private async Task MakeAsync(QmpClient client, params string[] names)
    {
        foreach (string name in names)
        {
            string path = Path.Combine(_folder, name);
            await RunAsync(client, "blockdev-create", $$$"""{"job-id": "make-{{{name}}}", "options": {"driver": "file", "filename": "{{{path}}}", "size": 0}}""");
            await DoAsync(client, "blockdev-add", $$"""{"driver": "file", "node-name": "{{name}}-file", "filename": "{{path}}"}""");
            await RunAsync(client, "blockdev-create", $$$"""{"job-id": "format-{{{name}}}", "options": {"driver": "qcow2", "file": "{{{name}}}-file", "size": {{{Size}}}}}""");
            string backing = name is "top" or "spare" ? ", \"backing\": null" : string.Empty;
            await DoAsync(client, "blockdev-add", $$"""{"driver": "qcow2", "node-name": "{{name}}", "file": "{{name}}-file"{{backing}}}""");
        }

        string[] nodes = [.. (await client.ExecuteAsync("query-named-block-nodes")).EnumerateArray().Select(static node => node.GetProperty("node-name").GetString()!)];
        Assert.All(names, name => Assert.Contains(name, nodes));
    }
}
