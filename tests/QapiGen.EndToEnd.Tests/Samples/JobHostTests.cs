using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Samples;

public sealed class JobHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("job-host-test-").FullName;

    private string Socket => Path.Combine(_folder, "qmp.sock");

    [Fact]
    public async Task Without_arguments_it_shows_a_backup_and_ends_well()
    {
        (int code, string output) = await SampleProgram.RunAsync("JobHost");

        Assert.True(code == 0, output);
        string[] expected = ["backup0 created", "backup0 running", "backup0 paused", "FILE_VERIFIED", "backup0 pending", "backup0 concluded", "backup0 null", "The copy equals the source."];
        int from = 0;
        foreach (string text in expected)
        {
            from = output.IndexOf(text, from, StringComparison.Ordinal);
            Assert.True(from >= 0, $"'{text}' is missing or out of order in:\n{output}");
        }
    }

    [Fact]
    public async Task A_plain_client_backs_up_a_file_pauses_and_resumes()
    {
        string source = Path.Combine(_folder, "source");
        string target = Path.Combine(_folder, "target");
        await File.WriteAllBytesAsync(source, Examples.Bytes(2 * 1024 * 1024));
        using Process host = SampleProgram.Start("JobHost", "--socket", Socket);
        try
        {
            using RawQmp qmp = await RawQmp.ConnectAsync(Socket);
            Assert.True((await qmp.ReadAsync()).TryGetProperty("QMP", out _));
            AssertReturn(await qmp.SendAsync("""{"execute":"qmp_capabilities"}"""));
            Assert.Equal(0, (await qmp.SendAsync("""{"execute":"query-jobs"}""")).GetProperty("return").GetArrayLength());

            AssertReturn(await qmp.SendAsync(
                $$$"""{"execute":"file-backup","arguments":{"job-id":"b","source":"{{{source}}}","target":"{{{target}}}","speed":1048576,"auto-dismiss":false}}"""));
            AssertReturn(await qmp.SendAsync("""{"execute":"job-pause","arguments":{"id":"b"}}"""));
            await qmp.WaitForAsync("b paused");
            AssertReturn(await qmp.SendAsync("""{"execute":"job-resume","arguments":{"id":"b"}}"""));
            AssertReturn(await qmp.SendAsync("""{"execute":"file-job-set-speed","arguments":{"id":"b","speed":0}}"""));
            await qmp.WaitForAsync("b concluded");
            AssertReturn(await qmp.SendAsync("""{"execute":"job-dismiss","arguments":{"id":"b"}}"""));

            Assert.Equal(["b created", "b running", "b paused", "b running", "FILE_VERIFIED", "b waiting", "b pending", "b concluded", "b null"], qmp.Events);
            Assert.Equal(await File.ReadAllBytesAsync(source), await File.ReadAllBytesAsync(target));
            AssertReturn(await qmp.SendAsync("""{"execute":"quit"}"""));
            await host.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
            Assert.Equal(0, host.ExitCode);
        }
        finally
        {
            End(host);
        }
    }

    [Fact]
    public async Task Garbage_is_answered_and_the_connection_lives_on()
    {
        using Process host = SampleProgram.Start("JobHost", "--socket", Socket);
        try
        {
            using RawQmp qmp = await RawQmp.ConnectAsync(Socket);
            await qmp.ReadAsync();
            AssertReturn(await qmp.SendAsync("""{"execute":"qmp_capabilities"}"""));

            JsonElement error = (await qmp.SendAsync("""{"execute":"query-jobs" "id":1}""")).GetProperty("error");

            Assert.Equal("GenericError", error.GetProperty("class").GetString());
            AssertReturn(await qmp.SendAsync("""{"execute":"query-jobs"}"""));
        }
        finally
        {
            End(host);
        }
    }

    [Fact]
    public async Task Mirror_follows_its_source_until_it_is_completed()
    {
        string source = Path.Combine(_folder, "source");
        string target = Path.Combine(_folder, "target");
        await File.WriteAllTextAsync(source, "first");
        using Process host = SampleProgram.Start("JobHost", "--socket", Socket);
        try
        {
            using RawQmp qmp = await RawQmp.ConnectAsync(Socket);
            await qmp.ReadAsync();
            AssertReturn(await qmp.SendAsync("""{"execute":"qmp_capabilities"}"""));
            AssertReturn(await qmp.SendAsync($$$"""{"execute":"file-mirror","arguments":{"job-id":"m","source":"{{{source}}}","target":"{{{target}}}"}}"""));
            await qmp.WaitForAsync("m ready");
            await File.WriteAllTextAsync(source, "second, and longer");

            AssertReturn(await qmp.SendAsync("""{"execute":"job-complete","arguments":{"id":"m"}}"""));
            await qmp.WaitForAsync("m null");

            Assert.Equal("second, and longer", await File.ReadAllTextAsync(target));
        }
        finally
        {
            End(host);
        }
    }

    [Fact]
    public async Task An_image_is_made_and_its_job_waits_to_be_dismissed()
    {
        string path = Path.Combine(_folder, "disk.img");
        using Process host = SampleProgram.Start("JobHost", "--socket", Socket);
        try
        {
            using RawQmp qmp = await RawQmp.ConnectAsync(Socket);
            await qmp.ReadAsync();
            AssertReturn(await qmp.SendAsync("""{"execute":"qmp_capabilities"}"""));

            AssertReturn(await qmp.SendAsync($$$"""{"execute":"image-create","arguments":{"job-id":"i","path":"{{{path}}}","size":1048576}}"""));
            await qmp.WaitForAsync("i concluded");

            Assert.Equal(1048576, new FileInfo(path).Length);
            AssertReturn(await qmp.SendAsync("""{"execute":"job-dismiss","arguments":{"id":"i"}}"""));
            Assert.Equal(["i created", "i running", "i waiting", "i pending", "i concluded", "i null"], qmp.Events);
        }
        finally
        {
            End(host);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertReturn(JsonElement reply) => Assert.True(reply.TryGetProperty("return", out _), reply.ToString());

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
