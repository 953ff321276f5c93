using System.Collections.Generic;
using System.Threading.Tasks;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Tests.Support;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary><c>check --project</c>, with answers of MSBuild from the test.</summary>
public sealed class CheckProjectTests
{
    private const string Items = """
        "Items": {
          "QapiSchema": [
            { "Identity": "host.json", "FullPath": "/w/p/host.json", "Namespace": "Host" },
            { "Identity": "old.json", "FullPath": "/w/p/old.json", "Dialect": "5.2", "Conditions": "CONFIG_A;CONFIG_B" }
          ],
          "QapiInclude": [ { "Identity": "x", "Name": "job.json", "FullPath": "/packages/job.json" }, { "Identity": "y", "FullPath": "/w/p/y.json" } ]
        }
        """;

    private readonly List<string> _calls = [];

    [Theory]
    [InlineData("p/P.csproj")]
    [InlineData("p")]
    public async Task Items_of_a_project_are_checked_as_its_build_would(string project)
    {
        CliHarness cli = Harness("{ \"Properties\": { \"TargetFrameworks\": \"\" }, " + Items + "}");

        CliResult result = await cli.RunAsync("check", "--project", project);

        Assert.Equal("p/host.json: no faults (2 files, 1 command, 0 events, 1 type)\np/old.json: no faults (1 file, 1 command, 0 events, 0 types)\n", result.Output);
        Assert.Equal("p/old.json: warning: no condition asks for 'CONFIG_B'. Did you mean 'CONFIG_A'?\n", result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["msbuild p/P.csproj -nologo -getItem:QapiSchema,QapiInclude -getProperty:TargetFrameworks"], _calls);
    }

    [Fact]
    public async Task A_project_for_several_frameworks_is_asked_for_the_first()
    {
        CliHarness cli = Harness("{ \"Properties\": { \"TargetFrameworks\": \"net10.0;net9.0\" }, " + Items + "}");

        Assert.Equal(0, (await cli.RunAsync("check", "--project", "p/P.csproj")).ExitCode);
        Assert.EndsWith("-property:TargetFramework=net10.0", _calls[1]);
    }

    [Fact]
    public async Task Options_of_the_call_come_before_the_items()
    {
        CliHarness cli = Harness("{ \"Properties\": { \"TargetFrameworks\": \"\" }, " + Items + "}");
        cli.Files.Add("mine/job.json", "{ 'struct': 'Other', 'data': { } }\n");

        CliResult result = await cli.RunAsync("check", "--project", "p", "--include", "job.json=mine/job.json", "--conditions", "CONFIG_A", "--dialect", "10.2");

        Assert.Contains("p/host.json(2,34): error QAPI1022", result.Error);
        Assert.Contains("p/old.json(1,25): error", result.Error);
    }

    [Theory]
    [InlineData("gone", "there is no project 'gone'")]
    [InlineData("empty", "there is no project 'empty'")]
    [InlineData("two", "'two' has several projects: name one")]
    [InlineData("broken/B.csproj", "MSBuild can't read 'broken/B.csproj': B.csproj(1,1): error MSB4025: no root")]
    [InlineData("bare/N.csproj", "'bare/N.csproj' has no QapiSchema item")]
    [InlineData("ancient/A.csproj", "MSBuild says nothing about 'ancient/A.csproj' that can be read")]
    public async Task A_project_that_cant_be_read_is_a_fault_of_the_call(string project, string message)
    {
        CliHarness cli = Harness("");
        foreach (string path in new[] { "empty/x.txt", "two/A.csproj", "two/B.fsproj", "broken/B.csproj", "bare/N.csproj", "ancient/A.csproj" })
        {
            cli.Files.Add(path, "");
        }

        CliResult result = await cli.RunAsync("check", "--project", project);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public async Task A_module_of_a_package_that_the_project_lacks_is_said()
    {
        CliHarness cli = Harness("{ \"Properties\": { \"TargetFrameworks\": \"\" }, \"Items\": { \"QapiSchema\": [ { \"FullPath\": \"/w/p/host.json\" } ], \"QapiInclude\": [] } }");

        CliResult result = await cli.RunAsync("check", "--project", "p");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no such file; the package QapiGen.Jobs has one: add it to the project, and restore", result.Error);
    }

    private CliHarness Harness(string answer)
    {
        var cli = new CliHarness
        {
            RunDotnet = arguments =>
            {
                _calls.Add(string.Join(' ', arguments));
                return arguments[1] switch
                {
                    "broken/B.csproj" => new ProcessResult(1, "B.csproj(1,1): error MSB4025: no root\n", ""),
                    "bare/N.csproj" => new ProcessResult(0, "{ \"Properties\": { \"TargetFrameworks\": \"\" }, \"Items\": { \"QapiSchema\": [], \"QapiInclude\": [] } }", ""),
                    "ancient/A.csproj" => new ProcessResult(0, "MSBuild version 17.4", ""),
                    _ => new ProcessResult(0, answer, ""),
                };
            },
        };
        cli.Files.Add("p/P.csproj", "");
        cli.Files.Add("p/host.json", "{ 'include': 'job.json' }\n{ 'command': 'c', 'returns':     'JobInfo' }\n");
        cli.Files.Add("p/old.json", "{ 'command': 'd', 'if': 'defined(CONFIG_A)' }\n");
        cli.Files.Add("/packages/job.json", "{ 'struct': 'JobInfo', 'data': { } }\n");
        return cli;
    }
}
