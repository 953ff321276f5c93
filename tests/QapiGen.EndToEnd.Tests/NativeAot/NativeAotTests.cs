using System;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using QapiGen.EndToEnd.Tests.Samples;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.NativeAot;

/// <summary>What is published as native code is trimmed: whatever is reached by reflection only is gone, and each doubt is a warning, which is an error here.</summary>
public sealed class NativeAotTests(NativeAotTests.PublishFolder folder) : IClassFixture<NativeAotTests.PublishFolder>
{
    private readonly string _folder = folder.Path;

    [ProgramTheory("clang")]
    [InlineData("samples/JobHost", "JobHost", "", "The copy equals the source.")]
    [InlineData("generator/QapiGen.Cli", "qapigen", "introspect schema/job.json", "JOB_STATUS_CHANGE")]
    public async Task Native_code_is_published_without_a_warning_and_works(string project, string name, string arguments, string expected)
    {
        NativeProgram program = NativeProgram.Publish(project, name, _folder);

        (int code, string output) = await program.RunAsync(arguments);

        Assert.Equal(0, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [ProgramFact("clang")]
    public async Task A_generated_client_is_published_without_a_warning_and_talks_to_a_server()
    {
        NativeProgram client = NativeProgram.Publish("samples/StorageDaemon", "StorageDaemon", _folder);
        string socket = Path.Combine(_folder, "qmp.sock");
        using var daemon = new ScriptedDaemon(socket);

        (int code, string output) = await client.RunAsync($"/images/disk.qcow2 --size 1048576 --connect unix:{socket}");

        Assert.True(code == 0, output);
        Assert.Contains("QEMU 9.8.7 (scripted)", output, StringComparison.Ordinal);
        Assert.Contains("create-image: concluded", output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "query-version",
                """blockdev-create {"job-id":"create-file","options":{"driver":"file","filename":"/images/disk.qcow2","size":0}}""",
                "query-jobs",
                """job-dismiss {"id":"create-file"}""",
                """blockdev-add {"driver":"file","node-name":"image-file","filename":"/images/disk.qcow2"}""",
                """blockdev-create {"job-id":"create-image","options":{"driver":"qcow2","file":"image-file","size":1048576}}""",
                "query-jobs",
                """job-dismiss {"id":"create-image"}""",
                """blockdev-add {"driver":"qcow2","node-name":"image","file":"image-file"}""",
                """blockdev-del {"node-name":"image"}""",
                """blockdev-del {"node-name":"image-file"}""",
            ],
            await daemon.ReadCommandsAsync());
    }

    [ProgramFact("clang")]
    public async Task A_dashboard_is_published_without_a_warning_and_serves_its_pages()
    {
        NativeProgram program = NativeProgram.Publish("samples/Dashboard", "DashboardSample", _folder);
        await using ServedDashboard dashboard = await ServedDashboard.WaitAsync(program.Start("--urls http://127.0.0.1:0"));

        foreach (string page in (string[])["jobs", "events", "commands", "screen", "servers"])
        {
            string html = await dashboard.GetAsync(page);
            string script = Regex.Match(html, "type=\"module\" src=\"(assets/[^\"]+)\"").Groups[1].Value;
            Assert.Contains($"<main id=\"main\" tabindex=\"-1\" class=\"page-{page}\">", html, StringComparison.Ordinal);
            Assert.Contains("from './base.js'", await dashboard.GetAsync(script), StringComparison.Ordinal);
        }

        await dashboard.LookAsync("jobs=1&events=1", "jobs", static jobs => jobs.GetRawText().Contains("nightly-c", StringComparison.Ordinal));
        await dashboard.LookAsync("jobs=1&events=1", "events", static events => events.GetRawText().Contains("WORK_STEP", StringComparison.Ordinal));
        Assert.Contains("work-start", await dashboard.GetAsync("api/schema?server=workshop"), StringComparison.Ordinal);
        Assert.Equal("""{"return":{}}""", await dashboard.ExecuteAsync("""{"server":"workshop","command":"job-cancel","arguments":{"id":"mirror-disk1"}}"""));
        Assert.Equal(0, await dashboard.StopAsync());
    }

    /// <summary>The folder that the programs of this class are published into.</summary>
    public sealed class PublishFolder : IDisposable
    {
        /// <summary>Where it is.</summary>
        public string Path { get; } = Directory.CreateTempSubdirectory("native-aot-").FullName;

        /// <inheritdoc />
        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
