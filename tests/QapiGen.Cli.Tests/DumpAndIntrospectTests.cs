using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

public sealed class DumpAndIntrospectTests
{
    private readonly CliHarness _cli = new();

    public DumpAndIntrospectTests() =>
        _cli.Files.Add("a.json", "{ 'struct': 'S', 'data': { 'x': 'int8', '*y': { 'type': 'str', 'if': 'CONFIG_Y' } } }\n{ 'command': 'c', 'data': 'S' }\n");

    [Fact]
    public async Task Dump_prints_modules_entities_and_members()
    {
        CliResult result = await _cli.RunAsync("dump", "a.json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith(
            """
            module a.json
            object S
                member x: int8 optional=False
                member y: str optional=True
                    if CONFIG_Y
            command c S -> None
                gen=True success_response=True boxed=False oob=False preconfig=False

            """.ReplaceLineEndings("\n"),
            result.Output);
    }

    [Fact]
    public async Task Introspection_is_masked_unless_asked_otherwise()
    {
        CliResult masked = await _cli.RunAsync("introspect", "a.json");
        CliResult unmasked = await _cli.RunAsync("introspect", "a.json", "--unmask");

        Assert.Equal((0, ""), (masked.ExitCode, masked.Error));
        Assert.Equal("0", JsonNode.Parse(masked.Output)![0]!["arg-type"]!.GetValue<string>());
        Assert.Equal("S", JsonNode.Parse(unmasked.Output)![0]!["arg-type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("all", 2)]
    [InlineData("none", 1)]
    [InlineData("CONFIG_Y", 2)]
    [InlineData("CONFIG_Z", 1)]
    public async Task Introspection_leaves_out_what_a_condition_drops(string conditions, int members)
    {
        CliResult result = await _cli.RunAsync("introspect", "a.json", "-u", "-c", conditions);

        Assert.Equal(members, JsonDocument.Parse(result.Output).RootElement[1].GetProperty("members").GetArrayLength());
        Assert.Equal(conditions == "CONFIG_Z", result.Error.Contains("no condition asks for 'CONFIG_Z'"));
    }

    // Spec A-9.
    [Theory]
    [InlineData("dump")]
    [InlineData("introspect")]
    public async Task Nothing_is_printed_of_a_faulty_or_missing_schema(string command)
    {
        _cli.Files.Add("bad.json", "{ 'struct': 'S', 'data': { 'x': 'nope' } }\n");

        CliResult faulty = await _cli.RunAsync(command, "bad.json");
        CliResult missing = await _cli.RunAsync(command, "gone.json");

        Assert.Equal((1, ""), (faulty.ExitCode, faulty.Output));
        Assert.Contains("bad.json(1,", faulty.Error);
        Assert.Equal((2, ""), (missing.ExitCode, missing.Output));
    }

    [QemuSchemasTheory]
    [MemberData(nameof(QemuSchemas.Roots), MemberType = typeof(QemuSchemas))]
    public async Task Every_real_schema_is_dumped_and_introspected(string release, string root)
    {
        var cli = new CliHarness { RealFiles = new PhysicalFileSystem() };
        string path = QemuSchemas.PathOf(release, root);

        CliResult dump = await cli.RunAsync("dump", path, "--dialect", release);
        CliResult introspection = await cli.RunAsync("introspect", path, "--dialect", release);

        Assert.Equal((0, 0, "", ""), (dump.ExitCode, introspection.ExitCode, dump.Error, introspection.Error));
        Assert.StartsWith("module ", dump.Output);
        Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(introspection.Output).RootElement.ValueKind);
    }
}
