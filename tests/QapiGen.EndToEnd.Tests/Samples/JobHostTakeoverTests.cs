using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Samples;

/// <summary>A host that takes up the jobs of one that was killed writes into the file that was begun, and into no other one by its name.</summary>
public sealed class JobHostTakeoverTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("job-host-test-").FullName;

    private string Source => Path.Combine(_folder, "source");

    private string Target => Path.Combine(_folder, "target");

    private string Diary => Path.Combine(_folder, "diary");

    [LinuxTheory]
    [InlineData("file-backup", "link")]
    [InlineData("file-backup", "second name")]
    [InlineData("file-backup", "other")]
    [InlineData("file-mirror", "link")]
    [InlineData("file-mirror", "second name")]
    [InlineData("file-mirror", "other")]
    public async Task What_has_taken_the_name_of_the_copy_is_not_written_into(string command, string now)
    {
        string copy = await BeginAndKillAsync(command);
        await File.WriteAllTextAsync(Diary, "somebody's");
        switch (now)
        {
            case "link":
                File.Delete(copy);
                File.CreateSymbolicLink(copy, Diary);
                break;
            case "second name":
                File.Delete(copy);
                using (Process ln = Process.Start("ln", [Diary, copy]))
                {
                    await ln.WaitForExitAsync();
                }

                break;
            default:
                File.Copy(Diary, copy + ".other");
                File.Move(copy + ".other", copy, overwrite: true);
                break;
        }

        JsonElement job = await GoOnAsync();

        Assert.Equal($"'{copy}' isn't the file any more that was written", job.GetProperty("error").GetString());
        Assert.Equal("somebody's", await File.ReadAllTextAsync(Diary));
        Assert.Equal("somebody's", await File.ReadAllTextAsync(copy));
        Assert.Equal(command == "file-mirror" ? "somebody's" : "what was there", await File.ReadAllTextAsync(Target));
    }

    [Theory]
    [InlineData("file-backup", true)]
    [InlineData("file-backup", false)]
    [InlineData("file-mirror", true)]
    [InlineData("file-mirror", false)]
    public async Task A_copy_that_is_still_there_or_was_taken_away_becomes_whole(string command, bool isThere)
    {
        string copy = await BeginAndKillAsync(command);
        if (!isThere)
        {
            File.Delete(copy);
        }

        JsonElement job = await GoOnAsync();

        Assert.False(job.TryGetProperty("error", out JsonElement error), error.ToString());
        Assert.Equal(await File.ReadAllBytesAsync(Source), await File.ReadAllBytesAsync(Target));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Ends in the middle of the copy; gives its name.</summary>
    private async Task<string> BeginAndKillAsync(string command)
    {
        await File.WriteAllBytesAsync(Source, Examples.Bytes(300_000));
        await File.WriteAllTextAsync(Target, "what was there");
        string copy = command == "file-backup" ? Target + ".j.partial" : Target;
        using Process host = Start();
        try
        {
            using RawQmp qmp = await OpenAsync();
            JsonElement reply = await qmp.SendAsync(
                $$$"""{"execute":"{{{command}}}","arguments":{"job-id":"j","source":"{{{Source}}}","target":"{{{Target}}}","speed":100000,"auto-dismiss":false}}""");
            Assert.True(reply.TryGetProperty("return", out _), reply.ToString());
            var waited = Stopwatch.StartNew();
            while (!File.Exists(copy) || new FileInfo(copy).Length < 1000)
            {
                Assert.True(waited.Elapsed < Patience);
                await Task.Delay(20);
            }
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync();
        }

        return copy;
    }

    /// <summary>Another host takes the job up; gives what became of it.</summary>
    private async Task<JsonElement> GoOnAsync()
    {
        using Process host = Start();
        try
        {
            using RawQmp qmp = await OpenAsync();
            var waited = Stopwatch.StartNew();
            while (true)
            {
                JsonElement job = (await qmp.SendAsync("""{"execute":"query-jobs"}""")).GetProperty("return").EnumerateArray().Single();
                switch (job.GetProperty("status").GetString())
                {
                    case "concluded":
                        return job;
                    case "ready":
                        await qmp.SendAsync("""{"execute":"job-complete","arguments":{"id":"j"}}""");
                        break;
                }

                Assert.True(waited.Elapsed < Patience, job.ToString());
                await Task.Delay(50);
            }
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync();
        }
    }

    private Process Start() => SampleProgram.Start("JobHost", "--socket", Path.Combine(_folder, "qmp.sock"), "--store", Path.Combine(_folder, "jobs.db"));

    private async Task<RawQmp> OpenAsync()
    {
        RawQmp qmp = await RawQmp.ConnectAsync(Path.Combine(_folder, "qmp.sock"));
        await qmp.ReadAsync();
        await qmp.SendAsync("""{"execute":"qmp_capabilities"}""");
        return qmp;
    }
}
