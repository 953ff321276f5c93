using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>What <c>dotnet new</c> makes of the packed templates builds from the packed packages, and runs.</summary>
[Collection(PackagesCollection.Name)]
public sealed class TemplateTests(LocalFeed feed)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    [ProgramFact("qemu-system-x86_64")]
    public async Task A_client_starts_QEMU_and_asks_it()
    {
        string folder = Instantiate("Watch", "qmp-client");

        string output = LocalFeed.Run(folder, "run", "-v", "quiet", "-p:TreatWarningsAsErrors=true");

        Assert.Contains(" is running", output, StringComparison.Ordinal);
        Assert.Contains("and now paused", output, StringComparison.Ordinal);
        Assert.Contains("ended by Quit: exit code 0", output, StringComparison.Ordinal);
        await AssertRefusedAsync(folder, "Watch", "one address", "unix:a.sock", "unix:b.sock");
    }

    [Fact]
    public async Task A_server_serves_the_client_that_comes_with_it()
    {
        string folder = Instantiate("Climate", "qmp-server");
        await AssertEndsAtAnySignalAsync(folder, "Climate", "thermostat.sock");
        using Process server = Start(folder, "Climate");
        try
        {
            await using (await ConnectAsync(Path.Combine(folder, "thermostat.sock"), server))
            {
            }

            Assert.Contains("21.5 degrees, heat; told: heat", LocalFeed.Run(folder, Assembly(folder, "Climate"), "client"), StringComparison.Ordinal);
            await AssertRefusedAsync(folder, "Climate", "thermostat.sock failed: another server listens there");
            Assert.Contains("21.5 degrees, heat; told: heat", LocalFeed.Run(folder, Assembly(folder, "Climate"), "client"), StringComparison.Ordinal);
        }
        finally
        {
            await EndAsync(server);
        }

        await AssertRefusedAsync(folder, "Climate", "unix:thermostat.sock", "client");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_job_host_runs_jobs(bool isDurable, bool hasDashboard)
    {
        string name = $"Jobs{(isDurable ? "Durable" : "")}{(hasDashboard ? "Seen" : "")}";
        string folder = Instantiate(name, "qmp-job-host", "--durable", $"{isDurable}", "--dashboard", $"{hasDashboard}");
        string socket = Path.Combine(folder, "work.sock");
        string[] arguments = hasDashboard ? ["--urls", "http://127.0.0.1:0"] : [];
        await AssertEndsAtAnySignalAsync(folder, name, "work.sock", arguments);
        if (hasDashboard)
        {
            foreach (string url in (string[])["nonsense", "http://127.0.0.1:99999999", "http://256.1.1.1:5099", "http://unix:relative.sock", "http://localhost:0", "http://pipe:/foo"])
            {
                await AssertRefusedAsync(folder, name, "--urls", "--urls", url);
            }
        }

        Process host = Start(folder, name, arguments);
        try
        {
            await using (QmpClient qmp = await ConnectAsync(socket, host))
            {
                var refused = await Assert.ThrowsAsync<QmpErrorException>(
                    async () => await qmp.ExecuteAsync("count-start", JsonElement.Parse("""{"job-id": "c0", "count": {"steps": -5}}""")));
                Assert.Equal("Steps must not be negative", refused.Description);
                await qmp.ExecuteAsync("count-start", JsonElement.Parse("""{"job-id": "c0", "count": {"steps": 100000}}"""));
                await UntilAsync(qmp, static job => job.GetProperty("current-progress").GetInt64() >= 10);
                await qmp.ExecuteAsync("job-pause", JsonElement.Parse("""{"id": "c0"}"""));
                await UntilAsync(qmp, static job => job.GetProperty("status").GetString() == "paused");
            }

            // A second one says why it doesn't start, and takes nothing from the first: neither its address nor its jobs.
            await AssertRefusedAsync(folder, name, "work.sock failed: another server listens there", arguments);
            Assert.False(host.HasExited);
            await using (QmpClient qmp = await ConnectAsync(socket, host))
            {
                await qmp.ExecuteAsync("job-resume", JsonElement.Parse("""{"id": "c0"}"""));
                await UntilAsync(qmp, static job => job.GetProperty("status").GetString() == "running");
                await qmp.ExecuteAsync("job-pause", JsonElement.Parse("""{"id": "c0"}"""));
                await UntilAsync(qmp, static job => job.GetProperty("status").GetString() == "paused");
            }

            if (hasDashboard)
            {
                using var http = new HttpClient();
                string address = await AddressAsync(host);
                Assert.Contains("Jobs", await http.GetStringAsync(new Uri(address)), StringComparison.Ordinal);
            }

            if (isDurable)
            {
                host.Kill();
                await EndAsync(host);
                host = Start(folder, name, arguments);
                await using QmpClient qmp = await ConnectAsync(socket, host);
                await UntilAsync(qmp, static job => job.GetProperty("status").GetString() == "paused" && job.GetProperty("current-progress").GetInt64() >= 10);
            }
        }
        finally
        {
            await EndAsync(host);
            host.Dispose();
        }
    }

    [Theory]
    [InlineData("My-Qemu", "My_Qemu", "Client")]
    [InlineData("Monitor", "Monitor", "Both")]
    public void A_library_has_a_schema_that_a_program_uses_and_is_warned_of(string name, string space, string role)
    {
        string parent = feed.CreateConsumer("Split" + role);
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory(Path.Combine(parent, "R & D; 100%25")).FullName, "vm.json"),
            """
            ##
            # @query-load:
            #
            # Returns: load of the machine, in percent
            #
            # Features:
            #
            # @deprecated: ask the host.
            #
            # Since: 1.0
            ##
            { 'command': 'query-load', 'returns': 'Load', 'features': [ 'deprecated' ] }

            ##
            # @Load:
            #
            # A load.
            #
            # @percent: how much
            #
            # Since: 1.0
            ##
            { 'struct': 'Load', 'data': { 'percent': 'int' } }
            """);
        string library = Instantiate(Path.Combine(parent, name), "qmp-schema", "--schema", Path.Combine(parent, "R & D; 100%25", "vm.json"), "--role", role);
        Assert.False(File.Exists(Path.Combine(library, "schema.json")));
        Assert.StartsWith($"# {name}\n", File.ReadAllText(Path.Combine(library, "README.md")), StringComparison.Ordinal);

        string program = Directory.CreateDirectory(Path.Combine(parent, "App")).FullName;
        File.WriteAllText(
            Path.Combine(program, "App.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable></PropertyGroup>
              <ItemGroup><ProjectReference Include="../{name}/{name}.csproj" /></ItemGroup>
            </Project>
            """);
        File.WriteAllText(
            Path.Combine(program, "Program.cs"),
            $"""
            System.Console.WriteLine(new {space}.Load {"{"} Percent = 3 {"}"}.Percent);
            static async System.Threading.Tasks.Task AskAsync({space}.VmClient vm) => System.Console.WriteLine((await vm.QueryLoadAsync()).Percent);
            if (args is ["never"])
            {"{"}
                await AskAsync(null!);
            {"}"}
            """);

        Assert.Contains("QueryLoadAsync", LocalFeed.Run(program, "build", "--nologo", "-v", "quiet"), StringComparison.Ordinal);
        Assert.Equal("3", LocalFeed.Run(program, Path.Combine("bin", "Debug", "net10.0", "App.dll")).Trim());
    }

    private static async Task UntilAsync(QmpClient qmp, Func<JsonElement, bool> isSo)
    {
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            JsonElement jobs = await qmp.ExecuteAsync("query-jobs");
            if (jobs.GetArrayLength() == 1 && isSo(jobs[0]))
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(since) < s_patience, $"not so: {jobs}");
            await Task.Delay(50);
        }
    }

    private static async Task<QmpClient> ConnectAsync(string socket, Process server)
    {
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await QmpClient.ConnectAsync("unix:" + socket);
            }
            catch (Exception) when (!server.HasExited && Stopwatch.GetElapsedTime(since) < s_patience)
            {
                await Task.Delay(50);
            }
        }
    }

    // The line "Now listening on: http://127.0.0.1:40123" of the web host.
    private static async Task<string> AddressAsync(Process host)
    {
        while (await host.StandardOutput.ReadLineAsync().WaitAsync(s_patience) is { } line)
        {
            int at = line.IndexOf("http://", StringComparison.Ordinal);
            if (at >= 0)
            {
                return line[at..].Trim();
            }
        }

        throw new InvalidOperationException("The host ended without an address.");
    }

    private static Process Start(string folder, string name, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Assembly(folder, name), .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;

    private static string Assembly(string folder, string name) => Path.Combine(folder, "bin", "Debug", "net10.0", name + ".dll");

    private static async Task AssertRefusedAsync(string folder, string name, string reason, params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(folder, name, arguments, static _ => Task.CompletedTask);

        Assert.True(code == 1, $"{code}: {output}{error}");
        Assert.Contains(reason, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static async Task AssertEndsAtAnySignalAsync(string folder, string name, string socket, params string[] arguments)
    {
        foreach (int milliseconds in (int[])[0, 50, 100, 150, 200, 250, 300, 350, 400, 500, 600, 800])
        {
            (int code, string output, string error) = await RunAsync(folder, name, arguments, async process =>
            {
                await Task.Delay(milliseconds);
                using Process kill = Process.Start("kill", [milliseconds % 100 == 0 ? "-TERM" : "-INT", $"{process.Id}"]);
                await kill.WaitForExitAsync();
            });

            Assert.True(code is 0 or 1 or 128 + 2 or 128 + 15, $"after {milliseconds} ms: {code} {error}");
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
            Assert.Equal("", error);
            Assert.Empty(Directory.GetFiles(folder, socket + "*"));
        }
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string folder, string name, string[] arguments, Func<Process, Task> meanwhile)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly(folder, name), .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await meanwhile(process);
        await process.WaitForExitAsync().WaitAsync(s_patience);
        return (process.ExitCode, await output, await error);
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Makes a project and builds it without a warning.</summary>
    private string Instantiate(string name, string template, params string[] switches)
    {
        string folder = feed.CreateConsumer(name);
        string[] hive = ["--debug:custom-hive", Path.Combine(feed.Folder, "hive-" + Path.GetFileName(name))];
        LocalFeed.Run(folder, ["new", "install", Directory.GetFiles(feed.Feed, "QapiGen.Templates.*.nupkg").Single(), .. hive]);
        LocalFeed.Run(folder, ["new", template, "--output", ".", "--no-restore", .. switches, .. hive]);
        LocalFeed.Run(folder, "build", "--nologo", "-v", "quiet", "-p:TreatWarningsAsErrors=true");
        return folder;
    }
}
