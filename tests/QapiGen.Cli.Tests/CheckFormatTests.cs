using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>Folders as schemas, and faults for programs.</summary>
public sealed class CheckFormatTests
{
    private readonly CliHarness _cli = new();

    [Theory]
    [InlineData("check")]
    [InlineData("dump")]
    [InlineData("introspect")]
    public async Task Folder_stands_for_its_root(string verb)
    {
        _cli.Files.Add("tree/qapi/qapi-schema.json", "{ 'command': 'a' }\n");
        _cli.Files.Add("tree/package.json", "{}");

        CliResult result = await _cli.RunAsync(verb, "tree");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.NotEmpty(result.Output);
    }

    [Fact]
    public async Task Json_says_every_fault_with_its_place()
    {
        _cli.Files.Add("a.json", "{ 'command': 'a', 'data': 'Gone' }\n");
        _cli.Files.Add("b.json", "{ 'struct': 'S', 'data': {} }\n{ 'struct': 'S', 'data': {} }\n");

        CliResult result = await _cli.RunAsync("check", "a.json", "b.json", "lost.json", "--format", "json");

        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["a.json:1 error", "b.json:2 error", "lost.json:1 error"],
            json.RootElement.GetProperty("faults").EnumerateArray().Select(f =>
                $"{f.GetProperty("place").GetProperty("file")}:{f.GetProperty("place").GetProperty("line")} {f.GetProperty("severity")}"));
        Assert.Equal((2, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Json_keeps_to_its_published_schema()
    {
        string path = RepositoryPaths.Get("generator", "QapiGen.Compatibility", "Reports", "check.schema.json");
        NJsonSchema.JsonSchema schema = await NJsonSchema.JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(path));
        _cli.Files.Add("a.json", "{ 'struct': 'S', 'data': {} }\n{ 'struct': 'S', 'data': {} }\n");
        _cli.Files.Add("good.json", "{ 'command': 'a' }\n");

        string faults = (await _cli.RunAsync("check", "a.json", "lost.json", "-f", "json")).Output;
        string none = (await _cli.RunAsync("check", "good.json", "-f", "json")).Output;

        Assert.Contains("previously defined", faults, StringComparison.Ordinal);
        Assert.Empty(schema.Validate(faults));
        Assert.Empty(schema.Validate(none));
        Assert.NotEmpty(schema.Validate(faults.Replace("\"severity\"", "\"gravity\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sarif_has_a_result_for_every_fault()
    {
        _cli.Files.Add("a.json", "{ 'command': 'a', 'data': 'Gone' }\n");

        CliResult result = await _cli.RunAsync("check", "a.json", "-f", "sarif");

        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement found = Assert.Single(json.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray());
        Assert.Equal("QAPI1022 error", $"{found.GetProperty("ruleId")} {found.GetProperty("level")}");
        Assert.Equal("a.json", found.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(1, result.ExitCode);
    }
}
