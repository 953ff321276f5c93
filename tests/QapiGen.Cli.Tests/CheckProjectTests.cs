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

        Assert.Equal("p/host.json: no faults (2 files, 1 command, 0 events, 1 type)\np/old.json: 1 warning (1 file, 1 command, 0 events, 0 types)\n", result.Output);
        Assert.StartsWith("p/old.json(1,1): warning QAPI4020: no condition of the schema asks for 'CONFIG_B', which Conditions names; they ask for: CONFIG_A\n", result.Error, System.StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            [
                "msbuild p/P.csproj -nologo -getItem:QapiSchema,QapiInclude -getProperty:TargetFrameworks,RootNamespace",
                "msbuild p/P.csproj -nologo -target:ResolveReferences -property:BuildProjectReferences=false -getItem:ReferencePath",
            ],
            _calls);
    }

    [Fact]
    public async Task Items_that_all_frameworks_have_are_checked_once()
    {
        CliHarness cli = Harness("{ \"Properties\": { \"TargetFrameworks\": \"net10.0;net9.0\" }, " + Items + "}");

        CliResult result = await cli.RunAsync("check", "--project", "p/P.csproj");

        Assert.Equal("p/host.json: no faults (2 files, 1 command, 0 events, 1 type)\np/old.json: 1 warning (1 file, 1 command, 0 events, 0 types)\n", result.Output);
        Assert.EndsWith("they ask for: CONFIG_A\n", result.Error, System.StringComparison.Ordinal);
        Assert.Equal(
            ["", "-property:TargetFramework=net10.0", "-property:TargetFramework=net9.0", "-property:TargetFramework=net10.0"],
            _calls.ConvertAll(static call => call.Contains("-property:TargetFramework=", System.StringComparison.Ordinal) ? call[call.LastIndexOf(' ')..].Trim() : ""));
    }

    [Fact]
    public async Task Items_of_every_framework_are_checked_and_what_differs_says_for_which()
    {
        CliHarness cli = OfFrameworks();

        CliResult result = await cli.RunAsync("check", "--project", "p");

        Assert.Equal(
            """
            p/host.json: no faults (2 files, 1 command, 0 events, 1 type)
            p/old.json: 2 warnings (1 file, 1 command, 0 events, 0 types)
            p/bad.json [net8.0, net9.0]: 1 error (1 file, 1 command, 0 events, 0 types)

            """,
            result.Output);
        Assert.Equal(
            """
            p/old.json(1,1): warning QAPI4020: no condition of the schema asks for 'CONFIG_B', which Conditions names; they ask for: CONFIG_A
            p/old.json(1,1): warning QAPI4020: no condition of the schema asks for 'CONFIG_C', which Conditions names; they ask for: CONFIG_A [net9.0]
            p/bad.json(1,27): error QAPI1022: In command 'c': 'data' uses unknown type 'Gone' [net8.0, net9.0]

            """,
            result.Error);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task Reports_for_programs_name_the_frameworks_too()
    {
        string json = (await OfFrameworks().RunAsync("check", "--project", "p", "-f", "json")).Output;
        string sarif = (await OfFrameworks().RunAsync("check", "--project", "p", "-f", "sarif")).Output;

        using var document = System.Text.Json.JsonDocument.Parse(json);
        string Names(string list) => string.Join(' ', System.Linq.Enumerable.Select(document.RootElement.GetProperty(list).EnumerateArray(), static one => one.GetProperty("frameworks").ToString()));
        Assert.Equal("[] [] [\"net8.0\",\"net9.0\"]", Names("schemas").Replace("\n", "").Replace(" ", "").Replace("][", "] ["));
        Assert.Equal("[] [\"net9.0\"] [\"net8.0\",\"net9.0\"]", Names("faults").Replace("\n", "").Replace(" ", "").Replace("][", "] ["));
        Assert.Contains("they ask for: CONFIG_A [net9.0]\"", sarif, System.StringComparison.Ordinal);
    }

    // net8.0 has one more schema than net10.0, with a fault; net9.0 has it, too, and another setting.
    private CliHarness OfFrameworks()
    {
        string answer = "{ \"Properties\": { \"TargetFrameworks\": \"net10.0;net8.0;net9.0\" }, " + Items + "}";
        string more = answer.Replace("\"QapiSchema\": [", "\"QapiSchema\": [ { \"FullPath\": \"/w/p/bad.json\" },", System.StringComparison.Ordinal);
        CliHarness cli = Harness(answer);
        System.Func<IReadOnlyList<string>, ProcessResult> others = cli.RunDotnet;
        cli.RunDotnet = arguments => arguments[^1] switch
        {
            "-property:TargetFramework=net8.0" => new ProcessResult(0, more, ""),
            "-property:TargetFramework=net9.0" => new ProcessResult(0, more.Replace("CONFIG_A;CONFIG_B", "CONFIG_A;CONFIG_B;CONFIG_C", System.StringComparison.Ordinal), ""),
            _ => others(arguments),
        };
        cli.Files.Add("p/bad.json", "{ 'command': 'c', 'data': 'Gone' }\n");
        return cli;
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
    [InlineData("\"Namespace\": \"My-Home\"", "p/old.json(1,1): error QAPI4001: Namespace=\"My-Home\" is not valid for a QapiSchema item; valid are identifiers with dots between, such as My_Home")]
    [InlineData("\"Dialect\": \"9.9\"", "p/old.json(1,1): error QAPI4001: Dialect=\"9.9\" is not valid")]
    [InlineData("\"MinimumVersion\": \"abc\"", "p/old.json(1,1): error QAPI4001: MinimumVersion=\"abc\" is not valid")]
    [InlineData("\"Role\": \"Sever\"", "p/old.json(1,1): error QAPI4001: Role=\"Sever\" is not valid")]
    [InlineData("\"Baseline\": \"old.json\", \"Profile\": \"all\"", "valid are full, client, server, source, introspection, stored, policy")]
    [InlineData("\"Suppressions\": \"gone.txt\"", "p/old.json(1,1): error QAPI4001: Suppressions=\"gone.txt\" is not valid")]
    [InlineData("\"Commands\": \"d;qurey-*\"", "p/old.json(1,1): warning QAPI4004: no command matches 'qurey-*'")]
    [InlineData("\"Namespace\": \"Host.Thing\"", "p/old.json(1,1): error QAPI4021: this schema and 'p/home.json' make 'Host.Thing' both a type and a namespace")]
    [InlineData("\"Namspace\": \"Host\"", "p/old.json(1,1): warning QAPI4022: 'Namspace' is no setting of QapiSchema items, so it has no effect; Namespace is meant, perhaps")]
    [InlineData("\"Profile\": \"client\"", "p/old.json(1,1): warning QAPI4024: Profile=\"client\" has no effect: without a Baseline the schema is compared with nothing; add Baseline=\"git:origin/main\"")]
    [InlineData("\"Suppressions\": \"old.json\"", "p/old.json(1,1): warning QAPI4024: Suppressions=\"old.json\" has no effect: without a Baseline")]
    [InlineData("\"Role\": \"Client;\\n  Server\"", "p/old.json(1,1): error QAPI4001: Role=\"Client; Server\" is not valid")]
    [InlineData("\"Conditions\": \"CONFIG_A;\\n\\tCONFIG_B\\n\"", "p/old.json(1,1): warning QAPI4020: no condition of the schema asks for 'CONFIG_B'")]
    [InlineData("\"Conditions\": \";\"", "p/old.json(1,1): error QAPI4001: Conditions=\";\" is not valid")]
    [InlineData("\"Events\": \" , \"", "p/old.json(1,1): error QAPI4001: Events=\",\" is not valid")]
    [InlineData("\"Namespace\": \"Host.HomeClient\"", "make 'Host.HomeClient' both a type and a namespace")]
    public async Task What_a_build_says_of_an_item_is_said(string metadata, string message)
    {
        CliHarness cli = Harness(Answer("{ \"FullPath\": \"/w/p/home.json\", \"Namespace\": \"Host\" }, { \"FullPath\": \"/w/p/old.json\", " + metadata + " }"));
        cli.Files.Add("p/home.json", "{ 'struct': 'Thing', 'data': { } }\n{ 'command': 'e', 'returns': 'Thing' }\n");

        CliResult result = await cli.RunAsync("check", "--project", "p");

        Assert.Contains(message, result.Error, System.StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n'), static line => line.Contains("QAPI", System.StringComparison.Ordinal));
        Assert.Equal(message.Contains("warning", System.StringComparison.Ordinal) ? 0 : 1, result.ExitCode);
    }

    [Fact]
    public async Task What_nobody_reads_of_an_include_is_said_once()
    {
        CliHarness cli = Harness(Answer("{ \"FullPath\": \"/w/p/old.json\" }, { \"FullPath\": \"/w/p/home.json\" }").Replace(
            "\"QapiInclude\": [ {",
            "\"QapiInclude\": [ { \"FullPath\": \"/w/p/other.json\", \"Naem\": \"c.json\", \"Namespace\": \"N\", \"Link\": \"c\" }, { \"Rolle\": \"Client\", \"IsDefault\": \"true\",",
            System.StringComparison.Ordinal));
        cli.Files.Add("p/home.json", "{ 'command': 'e' }\n");

        CliResult result = await cli.RunAsync("check", "--project", "p");

        Assert.Equal(
            [
                "p/old.json(1,1): warning QAPI4022: 'Naem' is no setting of QapiInclude items, so it has no effect; Name is meant, perhaps",
                "p/old.json(1,1): warning QAPI4024: 'Namespace' of a QapiInclude item has no effect: it is a setting of QapiSchema items; say it on the one whose schema includes the file",
            ],
            System.Array.FindAll(result.Error.Split('\n'), static line => line.Contains("QAPI", System.StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("baseline = \"git:origin/main\"", false)]
    [InlineData("suppressions = \"old.json\"\nprofile = \"client\"", true)]
    public async Task A_baseline_of_the_configuration_counts(string configuration, bool isSaid)
    {
        CliHarness cli = Harness(Answer("{ \"FullPath\": \"/w/p/old.json\", \"Profile\": \"client\", \"Suppressions\": \"old.json\" }"));
        cli.Files.Add("qapigen.toml", configuration + "\n");

        CliResult result = await cli.RunAsync("check", "--project", "p");

        Assert.Equal(isSaid, result.Error.Contains("QAPI4024", System.StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_an_item_twice_is_checked_once_and_said()
    {
        CliHarness cli = Harness(Answer("{ \"FullPath\": \"/w/p/old.json\", \"Namespace\": \"A\" }, { \"FullPath\": \"/w/p/Old.json\" }, { \"FullPath\": \"/w/p/old.json\", \"Namespace\": \"B\" }, { \"FullPath\": \"/w/p/Old.json\" }"));
        cli.Files.Add("p/Old.json", "{ 'command': 'e' }\n");

        CliResult result = await cli.RunAsync("check", "--project", "p");

        Assert.Equal("p/old.json: 1 error (1 file, 1 command, 0 events, 0 types)\np/Old.json: no faults (1 file, 1 command, 0 events, 0 types)\n", result.Output);
        Assert.Contains("p/old.json(1,1): error QAPI4090: this file is a QapiSchema item twice", result.Error, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_package_brings_by_a_name_gives_way_to_the_projects_own()
    {
        CliHarness cli = Harness(Answer("{ \"FullPath\": \"/w/p/root.json\" }").Replace(
            "\"QapiInclude\": [ {",
            "\"QapiInclude\": [ { \"Name\": \"job.json\", \"FullPath\": \"/w/p/mine.json\" }, { \"IsDefault\": \"true\",",
            System.StringComparison.Ordinal));
        cli.Files.Add("p/root.json", "{ 'include': 'job.json' }\n{ 'command': 'c', 'returns': 'Mine' }\n");
        cli.Files.Add("p/mine.json", "{ 'struct': 'Mine', 'data': { } }\n");

        CliResult result = await cli.RunAsync("check", "--project", "p");

        Assert.Equal(("", 0), (result.Error, result.ExitCode));
    }

    [Fact]
    public async Task A_namespace_that_the_project_gives_is_mended_there()
    {
        CliHarness cli = Harness(Answer("{ \"FullPath\": \"/w/p/old.json\" }").Replace("\"RootNamespace\": \"P\"", "\"RootNamespace\": \"my-service\"", System.StringComparison.Ordinal));

        CliResult result = await cli.RunAsync("check", "--project", "p");

        Assert.Contains("p/old.json(1,1): error QAPI4001: RootNamespace=\"my-service\" is not valid", result.Error, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_that_an_assembly_has_clash_with_nothing()
    {
        const string Root = "{ 'include': 'job.json' }\n{ 'command': 'c', 'returns': 'JobInfo' }\n";
        string two = "{ \"FullPath\": \"/w/p/a.json\" }, { \"FullPath\": \"/w/p/b.json\" }";
        string[] said = [];
        foreach (string references in new[] { "", "{ \"FullPath\": \"/framework.dll\", \"FrameworkReferenceName\": \"F\" }, { \"FullPath\": \"/jobs.dll\" }, { \"FullPath\": \"/gone.dll\" }" })
        {
            CliHarness cli = Harness(Answer(two, "\"ReferencePath\": [ " + references + " ], "));
            cli.Files.Add("p/a.json", Root);
            cli.Files.Add("p/b.json", Root.Replace("'c'", "'d'", System.StringComparison.Ordinal));
            cli.Files.Add("/packages/job.json", System.IO.File.ReadAllText(TestSupport.RepositoryPaths.Get("schema", "job.json")));
            cli.Files.Add("/jobs.dll", System.IO.File.ReadAllBytes(typeof(Jobs.JobManager).Assembly.Location));
            CliResult result = await cli.RunAsync("check", "--project", "p");
            said = [.. said, result.Error.Contains("QAPI4021", System.StringComparison.Ordinal) ? "clash" : result.Error];
        }

        Assert.Equal(["clash", ""], said);
        Assert.Contains("msbuild p/P.csproj -nologo -target:ResolveReferences -property:BuildProjectReferences=false -getItem:ReferencePath", _calls);
    }

    [Fact]
    public async Task A_module_that_an_assembly_has_in_another_form_is_said()
    {
        CliHarness cli = Harness(Answer("{ \"FullPath\": \"/w/p/host.json\" }", "\"ReferencePath\": [ { \"FullPath\": \"/jobs.dll\" } ], "));
        cli.Files.Add("/jobs.dll", System.IO.File.ReadAllBytes(typeof(Jobs.JobManager).Assembly.Location));

        CliResult result = await cli.RunAsync("check", "--project", "p");

        Assert.Contains("QAPI4002: assembly QapiGen.Jobs was generated from another 'job.json' than the one included here", result.Error, System.StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task The_configuration_is_that_of_the_project_and_not_of_the_working_directory()
    {
        CliHarness cli = Harness(Answer("{ \"FullPath\": \"/w/p/old.json\" }"));
        cli.Files.Add("qapigen.toml", "dialect = 'nonsense'\n");
        cli.Files.Add("p/qapigen.toml", "conditions = 'CONFIG_B'\n");

        CliResult result = await cli.RunAsync("check", "--project", "p");

        Assert.Contains("no condition of the schema asks for 'CONFIG_B'", result.Error, System.StringComparison.Ordinal);
        Assert.DoesNotContain("nonsense", result.Error, System.StringComparison.Ordinal);
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

    private static string Answer(string schemas, string more = "\"ReferencePath\": [], ") =>
        "{ \"Properties\": { \"TargetFrameworks\": \"\", \"RootNamespace\": \"P\" }, \"Items\": { " + more + "\"QapiSchema\": [ " + schemas + " ], \"QapiInclude\": [ { \"Name\": \"job.json\", \"FullPath\": \"/packages/job.json\" } ] } }";

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
