using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Output;
using QapiGen.Cli.Tests.Support;
using QapiGen.Compatibility.Reports;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
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

    // In the language of 5.2 a condition is an expression of the preprocessor.
    [Fact]
    public async Task Every_symbol_of_an_expression_is_one_that_is_asked_for()
    {
        _cli.Files.Add("old.json", "{ 'command': 'c', 'if': 'defined(CONFIG_A) && !defined(CONFIG_B)' }\n");

        CliResult result = await _cli.RunAsync("check", "old.json", "--dialect", "5.2", "--conditions", "CONFIG_B");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Json_and_Sarif_say_all_that_text_says()
    {
        _cli.Files.Add("a.json", "{ 'include': 'b.json' }\n{ 'struct': 'S', 'data': {} }\n");
        _cli.Files.Add("b.json", "{ 'struct': 'S', 'data': {} }\n{ 'struct': 'S', 'data': {} }\n");
        string[] call = ["check", "a.json", "aa.json", "--conditions", "NOBODY"];

        CliResult text = await _cli.RunAsync(call);
        using JsonDocument json = JsonDocument.Parse((await _cli.RunAsync([.. call, "-f", "json"])).Output);
        using JsonDocument sarif = JsonDocument.Parse((await _cli.RunAsync([.. call, "-f", "sarif"])).Output);

        Assert.Contains("2 errors (2 files, 0 commands, 0 events, 3 types)", text.Output, StringComparison.Ordinal);
        Assert.Contains("no condition asks for 'NOBODY'", text.Error, StringComparison.Ordinal);
        Assert.Contains("included from a.json(1,1)", text.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'a.json'?", text.Error, StringComparison.Ordinal);
        JsonElement schemas = json.RootElement.GetProperty("schemas");
        JsonElement first = schemas[0];
        Assert.Equal("a.json 2 0", $"{first.GetProperty("root")} {first.GetProperty("errors")} {first.GetProperty("warnings")}");
        Assert.Equal([2, 0, 0, 3], first.GetProperty("size").EnumerateObject().Select(count => count.Value.GetInt32()));
        Assert.Equal(["no condition asks for 'NOBODY'"], first.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!));
        Assert.Equal(JsonValueKind.Null, schemas[1].GetProperty("size").ValueKind);
        Assert.Equal(["Did you mean 'a.json'?"], schemas[1].GetProperty("notes").EnumerateArray().Select(note => note.GetString()!));
        JsonElement included = json.RootElement.GetProperty("faults").EnumerateArray().First(f => f.GetProperty("place").GetProperty("file").GetString() == "b.json");
        Assert.Equal("a.json a.json:1", $"{included.GetProperty("root")} {included.GetProperty("includedFrom")[0].GetProperty("file")}:{included.GetProperty("includedFrom")[0].GetProperty("line")}");
        JsonElement run = sarif.RootElement.GetProperty("runs")[0];
        Assert.True(JsonElement.DeepEquals(schemas, run.GetProperty("properties").GetProperty("schemas")));
        Assert.Contains(
            "included from here",
            run.GetProperty("results").EnumerateArray().SelectMany(r => r.GetProperty("relatedLocations").EnumerateArray()).Select(r => r.GetProperty("message").GetProperty("text").GetString()));
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

    [Theory]
    [InlineData(null, null)]
    [InlineData("https://docs.example.org", "https://docs.example.org/rules/QAPI1022.html")]
    public void Sarif_leads_to_the_pages_of_rules_if_there_is_a_site(string? site, string? page)
    {
        using var output = new StringWriter();
        var found = new CheckedSchema("a.json", [new CheckedFault(new SchemaDiagnostic(SchemaRules.UnknownType, null, new EquatableArray<string>(["command 'a'", "Gone"])), [])], null, null, []);

        FaultReport.WriteSarif([found], "1.0", site, new ArtifactPlaces("/work", "/work"), output);

        using JsonDocument json = JsonDocument.Parse(output.ToString());
        JsonElement rule = Assert.Single(json.RootElement.GetProperty("runs")[0].GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray());
        Assert.Equal(page, rule.TryGetProperty("helpUri", out JsonElement uri) ? uri.GetString() : null);
    }
}
