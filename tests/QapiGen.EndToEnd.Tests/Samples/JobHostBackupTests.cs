using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Samples;

/// <summary>A backup says that it has succeeded when the whole copy has its name, and at no other time.</summary>
public sealed class JobHostBackupTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("job-host-test-").FullName;
    private Process? _host;
    private RawQmp? _qmp;

    private string Target => Path.Combine(_folder, "target");

    [Fact]
    public async Task A_copy_that_can_not_get_its_name_is_a_failure_and_leaves_nothing()
    {
        string source = await MakeAsync("source");
        await BackUpAsync("b", source, ""","auto-finalize":false,"auto-dismiss":false""");
        await _qmp!.WaitForAsync("b pending");
        Directory.CreateDirectory(Target);

        await _qmp.SendAsync("""{"execute":"job-finalize","arguments":{"id":"b"}}""");
        await _qmp.WaitForAsync("b concluded");

        JsonElement job = Assert.Single((await _qmp.SendAsync("""{"execute":"query-jobs"}""")).GetProperty("return").EnumerateArray());
        Assert.NotEqual("", job.GetProperty("error").GetString());
        Assert.Equal(["source", "target"], Files());
    }

    [Fact]
    public async Task Backups_to_one_target_do_not_mix_and_the_one_that_is_finalized_last_counts()
    {
        string first = await MakeAsync("first");
        string second = await MakeAsync("second");
        await File.WriteAllTextAsync(Target, "what was there");
        await BackUpAsync("a", first, ""","auto-finalize":false""");
        await BackUpAsync("b", second, ""","auto-finalize":false""");
        await _qmp!.WaitForAsync("a pending");
        await _qmp.WaitForAsync("b pending");
        Assert.Equal("what was there", await File.ReadAllTextAsync(Target));

        AssertReturn(await _qmp.SendAsync("""{"execute":"job-finalize","arguments":{"id":"b"}}"""));
        await _qmp.WaitForAsync("b null");
        Assert.Equal(await File.ReadAllBytesAsync(second), await File.ReadAllBytesAsync(Target));
        AssertReturn(await _qmp.SendAsync("""{"execute":"job-finalize","arguments":{"id":"a"}}"""));
        await _qmp.WaitForAsync("a null");

        Assert.Equal(await File.ReadAllBytesAsync(first), await File.ReadAllBytesAsync(Target));
        Assert.Equal(["first", "second", "target"], Files());
    }

    [Fact]
    public async Task A_backup_that_is_cancelled_leaves_its_target_as_it_was()
    {
        string source = await MakeAsync("source");
        await File.WriteAllTextAsync(Target, "what was there");
        await BackUpAsync("b", source, ""","auto-finalize":false""");
        await _qmp!.WaitForAsync("b pending");

        AssertReturn(await _qmp.SendAsync("""{"execute":"job-cancel","arguments":{"id":"b"}}"""));
        await _qmp.WaitForAsync("b null");

        Assert.Equal("what was there", await File.ReadAllTextAsync(Target));
        Assert.Equal(["source", "target"], Files());
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("other")]
    [InlineData("pipe")]
    public async Task A_copy_that_is_not_what_was_written_any_more_does_not_get_the_name(string now)
    {
        string source = await MakeAsync("source");
        await File.WriteAllTextAsync(Target, "what was there");
        await BackUpAsync("b", source, ""","auto-finalize":false,"auto-dismiss":false""");
        await _qmp!.WaitForAsync("b pending");
        string copy = Target + ".b.partial";
        File.Delete(copy);
        if (now == "other")
        {
            await File.WriteAllBytesAsync(copy, Examples.Bytes(300_000));
        }
        else if (now == "pipe")
        {
            using Process mkfifo = Process.Start("mkfifo", [copy]);
            await mkfifo.WaitForExitAsync();
        }

        await _qmp.SendAsync("""{"execute":"job-finalize","arguments":{"id":"b"}}""");
        await _qmp.WaitForAsync("b concluded");

        JsonElement job = Assert.Single((await _qmp.SendAsync("""{"execute":"query-jobs"}""")).GetProperty("return").EnumerateArray());
        Assert.Equal($"'{copy}' isn't the file any more that was written", job.GetProperty("error").GetString());
        Assert.Equal("what was there", await File.ReadAllTextAsync(Target));
    }

    [Theory]
    [InlineData("partial")]
    [InlineData("replaced")]
    [InlineData("new")]
    public async Task A_file_that_has_a_name_of_the_jobs_own_is_left_alone(string name)
    {
        string source = await MakeAsync("source");
        string precious = $"{Target}.b.{name}";
        await File.WriteAllTextAsync(precious, "somebody's");
        await BackUpAsync("b", source, ""","auto-dismiss":false""");
        await _qmp!.WaitForAsync("b concluded");

        JsonElement job = Assert.Single((await _qmp.SendAsync("""{"execute":"query-jobs"}""")).GetProperty("return").EnumerateArray());
        Assert.Equal($"'{precious}' is there already, which this job needs for itself", job.GetProperty("error").GetString());
        Assert.Equal("somebody's", await File.ReadAllTextAsync(precious));
        Assert.Equal(["source", Path.GetFileName(precious)], Files());
    }

    [Theory]
    [InlineData("source")]
    [InlineData("link")]
    public async Task A_mirror_onto_its_own_source_fails_and_takes_nothing_from_it(string target)
    {
        string source = await MakeAsync("source");
        byte[] before = await File.ReadAllBytesAsync(source);
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), source);

        AssertReturn(await _qmp!.SendAsync(
            $$$"""{"execute":"file-mirror","arguments":{"job-id":"m","source":"{{{source}}}","target":"{{{Path.Combine(_folder, target)}}}","auto-dismiss":false}}"""));
        await _qmp.WaitForAsync("m concluded");

        JsonElement job = Assert.Single((await _qmp.SendAsync("""{"execute":"query-jobs"}""")).GetProperty("return").EnumerateArray());
        Assert.NotEqual("", job.GetProperty("error").GetString());
        Assert.Equal(before, await File.ReadAllBytesAsync(source));
    }

    // The first would be completed with the bytes of the second.
    [Fact]
    public async Task A_second_mirror_to_a_target_fails_and_the_first_is_completed_with_its_own_bytes()
    {
        string first = await MakeAsync("first");
        string second = await MakeAsync("second");
        AssertReturn(await MirrorAsync("a", first));
        await _qmp!.WaitForAsync("a ready");
        AssertReturn(await MirrorAsync("b", second));
        await _qmp.WaitForAsync("b concluded");
        AssertReturn(await _qmp.SendAsync("""{"execute":"job-complete","arguments":{"id":"a"}}"""));
        await _qmp.WaitForAsync("a concluded");

        JsonElement[] jobs = [.. (await _qmp.SendAsync("""{"execute":"query-jobs"}""")).GetProperty("return").EnumerateArray()];
        Assert.False(jobs.Single(static job => job.GetProperty("id").GetString() == "a").TryGetProperty("error", out _));
        Assert.True(jobs.Single(static job => job.GetProperty("id").GetString() == "b").TryGetProperty("error", out _));
        Assert.Equal(await File.ReadAllBytesAsync(first), await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task A_mirror_whose_target_was_taken_away_does_not_say_that_it_is_there()
    {
        AssertReturn(await MirrorAsync("a", await MakeAsync("source")));
        await _qmp!.WaitForAsync("a ready");
        File.Delete(Target);

        AssertReturn(await _qmp.SendAsync("""{"execute":"job-complete","arguments":{"id":"a"}}"""));
        await _qmp.WaitForAsync("a concluded");

        JsonElement job = Assert.Single((await _qmp.SendAsync("""{"execute":"query-jobs"}""")).GetProperty("return").EnumerateArray());
        Assert.Equal($"'{Target}' isn't the file any more that was written", job.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("file-backup")]
    [InlineData("file-mirror")]
    public async Task A_source_that_is_no_regular_file_is_refused_at_once(string command)
    {
        string pipe = Path.Combine(_folder, "pipe");
        using (Process mkfifo = Process.Start("mkfifo", [pipe]))
        {
            await mkfifo.WaitForExitAsync();
        }

        // What looks like a file in /proc is the system's: the host's environment is nobody's, nor is the machine's memory.
        string environment = Path.Combine(_folder, "environment");
        File.CreateSymbolicLink(environment, "/proc/self/environ");
        foreach (string source in (string[])[pipe, "/dev/zero", _folder, .. OperatingSystem.IsLinux() ? (string[])["/proc/self/environ", "/proc/kcore", "/sys/kernel/notes", environment] : []])
        {
            if (!Path.Exists(source))
            {
                continue;
            }

            JsonElement error = (await _qmp!.SendAsync(
                $$$"""{"execute":"{{{command}}}","arguments":{"job-id":"b","source":"{{{source}}}","target":"{{{Target}}}"}}""")).GetProperty("error");
            Assert.Equal($"Could not open '{source}': Not a regular file", error.GetProperty("desc").GetString());
        }

        Assert.Empty((await _qmp!.SendAsync("""{"execute":"query-jobs"}""")).GetProperty("return").EnumerateArray());
    }

    [Theory]
    [InlineData("file-backup", "\"source\":\"SOURCE\",\"target\":\"TARGET\"", "target")]
    [InlineData("file-mirror", "\"source\":\"SOURCE\",\"target\":\"TARGET\"", "target")]
    [InlineData("image-create", "\"path\":\"TARGET\",\"size\":1", "path")]
    public async Task A_target_that_is_no_name_is_refused_at_once(string command, string arguments, string parameter)
    {
        string source = await MakeAsync("source");
        foreach (string target in (string[])["", "a\\u0000b"])
        {
            string more = arguments.Replace("SOURCE", source, StringComparison.Ordinal).Replace("TARGET", target, StringComparison.Ordinal);
            JsonElement reply = await _qmp!.SendAsync($$$"""{"execute":"{{{command}}}","arguments":{"job-id":"b",{{{more}}}}}""");
            Assert.Equal($"Parameter '{parameter}' expects the name of a file", reply.GetProperty("error").GetProperty("desc").GetString());
        }

        Assert.Equal(["source"], Files());
    }

    [Theory]
    [InlineData("file-backup", "\"source\":\"SOURCE\",\"target\":\"TARGET\"")]
    [InlineData("file-mirror", "\"source\":\"SOURCE\",\"target\":\"TARGET\"")]
    [InlineData("image-create", "\"path\":\"TARGET\",\"size\":1")]
    public async Task A_target_that_is_no_regular_file_is_refused_and_the_host_can_still_quit(string command, string arguments)
    {
        string source = await MakeAsync("source");
        string pipe = Path.Combine(_folder, "pipe");
        using (Process mkfifo = Process.Start("mkfifo", [pipe]))
        {
            await mkfifo.WaitForExitAsync();
        }

        foreach (string target in (string[])[pipe, "/dev/full", _folder, .. OperatingSystem.IsLinux() ? (string[])["/proc/self/comm"] : []])
        {
            string more = arguments.Replace("SOURCE", source, StringComparison.Ordinal).Replace("TARGET", target, StringComparison.Ordinal);
            JsonElement reply = await _qmp!.SendAsync($$$"""{"execute":"{{{command}}}","arguments":{"job-id":"b",{{{more}}}}}""").WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal($"Could not open '{target}': Not a regular file", reply.GetProperty("error").GetProperty("desc").GetString());
        }

        AssertReturn(await _qmp!.SendAsync("""{"execute":"quit"}""").WaitAsync(TimeSpan.FromSeconds(60)));
        await _host!.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        string socket = Path.Combine(_folder, "qmp.sock");
        _host = SampleProgram.Start("JobHost", "--socket", socket);
        _qmp = await RawQmp.ConnectAsync(socket);
        await _qmp.ReadAsync();
        AssertReturn(await _qmp.SendAsync("""{"execute":"qmp_capabilities"}"""));
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _qmp?.Dispose();
        _host!.Kill();
        await _host.WaitForExitAsync();
        _host.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void AssertReturn(JsonElement reply) => Assert.True(reply.TryGetProperty("return", out _), reply.ToString());

    private async Task<string> MakeAsync(string name)
    {
        string path = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(path, Examples.Bytes(300_000));
        return path;
    }

    private async Task BackUpAsync(string id, string source, string more) => AssertReturn(await _qmp!.SendAsync(
        $$$"""{"execute":"file-backup","arguments":{"job-id":"{{{id}}}","source":"{{{source}}}","target":"{{{Target}}}"{{{more}}}}}"""));

    private async Task<JsonElement> MirrorAsync(string id, string source) => await _qmp!.SendAsync(
        $$$"""{"execute":"file-mirror","arguments":{"job-id":"{{{id}}}","source":"{{{source}}}","target":"{{{Target}}}","auto-dismiss":false}}""");

    private string[] Files() =>
        [.. Directory.GetFileSystemEntries(_folder).Select(static path => Path.GetFileName(path)!).Where(static name => name != "qmp.sock").Order(StringComparer.Ordinal)];
}
