using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>Sides that can't be compared.</summary>
public sealed class DiffSideTests
{
    private const string Old = "{ 'command': 'a' }\n{ 'command': 'b' }\n{ 'event': 'E', 'if': 'X' }\n";
    private const string New = "{ 'command': 'b', 'data': { '*x': 'int' } }\n";
    private const string Reply =
        """[{"name": "a", "meta-type": "command", "arg-type": "0", "ret-type": "0"}, {"name": "0", "meta-type": "object", "members": []}]""";

    private readonly CliHarness _cli = new();

    [Theory]
    [InlineData("{ 'command': 'a', 'data': 'Gone' }\n")]
    [InlineData("{ 'command' }\n")]
    [InlineData("[{\"name\": 1}]")]
    public async Task Side_with_faults_gives_two_and_no_verdict(string broken)
    {
        Add(Old, broken);

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json");

        Assert.Equal(2, result.ExitCode);
        Assert.Matches(@"^new\.json(\(\d+,\d+\))?: error QAPI\d{4}: ", result.Error);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task The_new_side_alone_has_to_keep_the_rules_of_the_dialect()
    {
        const string Loose = "##\n# @b:\n#\n# Words of documentation that go on in one line as only older releases have let them.\n##\n{ 'command': 'b' }\n";
        Add(Loose, "{ 'command': 'b' }\n");

        CliResult forth = await _cli.RunAsync("diff", "old.json", "new.json", "--dialect", "10.2");
        CliResult back = await _cli.RunAsync("diff", "new.json", "old.json", "--dialect", "10.2");

        Assert.Equal((0, ""), (forth.ExitCode, forth.Error));
        Assert.Equal(2, back.ExitCode);
        Assert.Contains("QAPI2023", back.Error);
    }

    [Fact]
    public async Task Missing_side_gives_two()
    {
        Add(Old, New);

        CliResult result = await _cli.RunAsync("diff", "old.json", "newer.json");

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("Did you mean 'new.json'?", result.Error);
    }

    [Theory]
    [InlineData("api.json", "saved.json")]
    [InlineData("saved.json", "api.json")]
    [InlineData("all")]
    public async Task What_a_captured_side_lacks_is_perhaps_not_built_though_all_conditions_are_said_to_hold(params string[] sides)
    {
        const string Api = "{ 'command': 'a' }\n{ 'command': 'b', 'if': 'X' }\n{ 'event': 'E', 'if': { 'not': 'X' } }\n";
        _cli.Files.Add("api.json", Api);
        _cli.Files.Add("saved.json", Reply);
        _cli.Files.Add("all/api-1.0.json", Api);
        _cli.Files.Add("all/api-2.0.json", Reply);

        CliResult said = await _cli.RunAsync(["diff", .. sides, "--conditions", "all"]);
        CliResult listed = await _cli.RunAsync(["diff", .. sides, "--conditions", "X"]);
        _cli.Files.Add("qapigen.toml", "conditions = \"all\"\n");
        CliResult configured = await _cli.RunAsync(["diff", .. sides]);

        Assert.Contains("0 breaking, 2 risky", said.Output);
        Assert.Contains("QAPI3904 if:X: what is there only if X is missing, perhaps since it wasn't built: b", said.Output);
        Assert.Equal(said, configured);
        Assert.DoesNotContain("QAPI3904", listed.Output);
    }

    // Introspection tells types by numbers: all would be taken to be gone.
    [Theory]
    [InlineData("api.json", "saved.json", "--profile", "stored")]
    [InlineData("saved.json", "api.json", "--profile", "stored")]
    [InlineData("saved.json", "session.replies", "--profile", "stored")]
    [InlineData("api.json", "unix:/run/nobody", "--profile", "stored")]
    [InlineData("all", "--profile", "stored")]
    [InlineData("api.json", "saved.json", "--dialect", "lenient")]
    public async Task Stored_values_are_not_compared_with_introspection(params string[] arguments)
    {
        _cli.Files.Add("api.json", Old);
        _cli.Files.Add("saved.json", Reply);
        _cli.Files.Add("session.replies", $$"""{"return": {{Reply}}, "id": 1}""");
        _cli.Files.Add("all/api-1.0.json", Old);
        _cli.Files.Add("all/api-1.1.json", Reply);
        if (!arguments.Contains("--profile"))
        {
            _cli.Files.Add("qapigen.toml", "profile = 'stored'\n");
        }

        CliResult result = await _cli.RunAsync(["diff", .. arguments]);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("introspection has no names of types\nName a schema on both sides", result.Error);
    }

    [Fact]
    public async Task Schema_that_never_had_types_is_no_empty_side_for_stored_values()
    {
        const string Bare = "{ 'command': 'a' }\n";
        Add(Bare, Bare);

        CliResult same = await _cli.RunAsync("diff", "old.json", "new.json", "--profile", "stored");
        Assert.Equal((0, "0 breaking, 0 risky, 0 compatible (profile stored)"), (same.ExitCode, same.Output.TrimEnd('\n').Split('\n')[^1]));

        // A file that wasn't what was meant still is one.
        Add("# nothing\n", "# nothing\n");
        Assert.Contains("QAPI3903", (await _cli.RunAsync("diff", "old.json", "new.json", "--profile", "stored")).Output);
        Add(Bare, Bare + "{ 'struct': 'T', 'data': {} }\n");
        Assert.Contains("QAPI3903", (await _cli.RunAsync("diff", "old.json", "new.json", "--profile", "stored")).Output);
    }

    [Fact]
    public async Task Document_for_programs_says_what_people_read_beside_the_result()
    {
        Add("{ 'command': 'a' }\n{ 'command': 'b', 'if': 'CONFIG_LINUX' }\n", "{ 'command': 'a' }\n");
        string[] notes = ["no condition asks for 'CONFIG_LINXU'. Did you mean 'CONFIG_LINUX'?", "no command matches 'quer-*' (QAPI4004)", "no event matches 'EE' (QAPI4004)"];

        foreach (string format in (string[])["json-report", "sarif"])
        {
            CliResult result = await _cli.RunAsync(
                "diff", "old.json", "new.json", "--conditions", "CONFIG_LINXU", "--commands", "a;quer-*", "--events", "EE", "--format", format);

            using JsonDocument json = JsonDocument.Parse(result.Output);
            JsonElement said = format == "sarif" ? json.RootElement.GetProperty("runs")[0].GetProperty("properties") : json.RootElement;
            Assert.Equal(notes, said.GetProperty("notes").EnumerateArray().Select(static note => note.GetString()));
            Assert.Equal(3, result.Error.Split("old.json → new.json: warning").Length - 1);
            Assert.Equal(0, result.ExitCode);
        }
    }

    [Theory]
    [InlineData("json-report", "old.json", "new.json")]
    [InlineData("json", "old.json", "new.json")]
    [InlineData("json-report", "new.json", "old.json")]
    [InlineData("json-report", "new.json", "new.json")]
    [InlineData("json-report", "all")]
    [InlineData("json", "all")]
    public async Task Document_for_programs_carries_the_faults_of_a_side(string format, params string[] sides)
    {
        AddFaulty();

        CliResult result = await _cli.RunAsync(["diff", .. sides, "--format", format, "--fail-on", "never"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("error QAPI1022", result.Error);
        NJsonSchema.JsonSchema schema = await NJsonSchema.JsonSchema.FromJsonAsync(
            await File.ReadAllTextAsync(RepositoryPaths.Get("generator", "QapiGen.Compatibility", "Reports", "diff.schema.json")));
        Assert.Empty(schema.Validate(result.Output));
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement[] findings = format == "json"
            ? [.. json.RootElement.EnumerateArray()]
            : [.. json.RootElement.GetProperty("comparisons").EnumerateArray().SelectMany(static c => c.GetProperty("findings").EnumerateArray())];
        string file = sides.Length == 1 ? "all/api-1.1.json" : "new.json";
        string[] expected =
        [
            $"QAPI3901 In command 'a': 'data' uses unknown type 'Gone' (QAPI1022) {file}:2:27", $"QAPI3901 In command 'b': 'data' uses unknown type 'Lost' (QAPI1022) {file}:3:27",
        ];
        Assert.Equal(
            sides is [var old, var @new] && old == @new ? [.. expected, .. expected] : expected,
            findings.Where(f => sides.Length == 2 || f.GetProperty("rule").GetString() == "QAPI3901").Select(f => $"{f.GetProperty("rule")} {f.GetProperty("message").GetString()!.Split("in full: ")[1]} "
                + $"{f.GetProperty("place").GetProperty("file")}:{f.GetProperty("place").GetProperty("line")}:{f.GetProperty("place").GetProperty("column")}"));
        if (format == "json-report")
        {
            // Of a history the releases around it are compared.
            Assert.Equal(sides.Length == 2 ? [true] : [true, false], json.RootElement.GetProperty("comparisons").EnumerateArray().Select(c => c.GetProperty("isIncomplete").GetBoolean()));
        }
    }

    [Theory]
    [InlineData("old.json", "new.json")]
    [InlineData("old.json", "missing.json")]
    [InlineData("all")]
    public async Task Sarif_carries_the_faults_of_a_side(params string[] sides)
    {
        AddFaulty();

        CliResult result = await _cli.RunAsync(["diff", .. sides, "--format", "sarif"]);

        Assert.Equal(2, result.ExitCode);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement run = json.RootElement.GetProperty("runs")[0];
        JsonElement[] results = [.. run.GetProperty("results").EnumerateArray().Where(r => sides.Length == 2 || r.GetProperty("ruleId").GetString() == "QAPI3901")];
        Assert.All(results, r => Assert.Equal("QAPI3901 error", $"{r.GetProperty("ruleId")} {r.GetProperty("level")}"));
        Assert.NotEmpty(results);
        Assert.True(run.GetProperty("properties").GetProperty("comparisons").EnumerateArray().First().GetProperty("isIncomplete").GetBoolean());
    }

    [Fact]
    public async Task Suppressions_are_not_written_nor_called_unused_while_a_side_has_faults()
    {
        AddFaulty();
        _cli.Files.Add("ok.txt", "QAPI3101 a # gone\n");

        CliResult written = await _cli.RunAsync("diff", "old.json", "new.json", "--write-suppressions", "made.txt");
        CliResult json = await _cli.RunAsync("diff", "old.json", "new.json", "--suppress", "ok.txt", "--format", "json");

        Assert.Equal((2, false), (written.ExitCode, _cli.Files.FileExists("made.txt")));
        Assert.DoesNotContain("QAPI3902", json.Output);
        Assert.Equal(2, json.ExitCode);
    }

    private void AddFaulty()
    {
        const string Faulty = "# two faults\n{ 'command': 'a', 'data': 'Gone' }\n{ 'command': 'b', 'data': 'Lost' }\n";
        Add(Old, Faulty);
        _cli.Files.Add("all/api-1.0.json", Old);
        _cli.Files.Add("all/api-1.1.json", Faulty);
        _cli.Files.Add("all/api-1.2.json", New);
    }

    private void Add(string old, string @new)
    {
        _cli.Files.Add("old.json", old);
        _cli.Files.Add("new.json", @new);
    }
}
