using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using Xunit;

namespace QapiGen.Cli.Tests.Generate;

public sealed class GenerateCommandTests
{
    private readonly CliHarness _cli = new();

    public GenerateCommandTests()
    {
        _cli.Files.Add("q/root.json", "{ 'include': 'sub/b.json' }\n{ 'command': 'ping', 'returns': 'B' }\n{ 'event': 'PONG' }\n");
        _cli.Files.Add("q/sub/b.json", "{ 'struct': 'B', 'data': { 'x': 'int' } }\n{ 'enum': 'E', 'data': [ 'a' ] }\n{ 'command': 'e', 'data': { 'v': 'E' } }\n");
    }

    [Fact]
    public async Task Every_module_is_written_with_the_namespace_asked_for()
    {
        CliResult result = await _cli.RunAsync("generate", "q/root.json", "--output", "out", "--namespace", "Acme.Storage");

        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        string[] files = Generated();
        Assert.Contains("b.Structs.g.cs", files);
        Assert.Contains("root.Commands.g.cs", files);
        Assert.Contains("root.Schema.g.cs", files);
        Assert.Equal($"out: {files.Length} written, 0 unchanged, 0 deleted\n", result.Output);
        Assert.Contains("namespace Acme.Storage;", _cli.Files.ReadText("out/b.Structs.g.cs"));
    }

    [Fact]
    public async Task A_second_run_touches_nothing()
    {
        await GenerateAsync();
        int writes = _cli.Files.Writes.Count;

        CliResult result = await GenerateAsync();

        Assert.Equal(writes, _cli.Files.Writes.Count);
        Assert.Contains(": 0 written,", result.Output);
    }

    [Fact]
    public async Task What_is_no_longer_generated_goes_and_foreign_files_stay()
    {
        await GenerateAsync();
        _cli.Files.Add("out/Mine.g.cs", "// mine");

        CliResult result = await GenerateAsync("--role", "client", "--commands", "ping");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("root.Dispatcher.g.cs", Generated());
        Assert.DoesNotContain("b.Enums.g.cs", Generated());
        Assert.Contains("Mine.g.cs", Generated());
    }

    [Fact]
    public async Task A_file_changed_by_hand_is_neither_deleted_nor_replaced()
    {
        await GenerateAsync();
        _cli.Files.Add("out/b.Enums.g.cs", "// changed");

        CliResult replacing = await GenerateAsync();
        CliResult deleting = await GenerateAsync("--commands", "ping");

        Assert.Equal(2, replacing.ExitCode);
        Assert.Contains("'out/b.Enums.g.cs' wasn't written by this tool, or has been changed since", replacing.Error);
        Assert.Equal(0, deleting.ExitCode);
        Assert.Contains("out/b.Enums.g.cs: warning: no longer generated, but changed by hand", deleting.Error);
        Assert.Equal("// changed", _cli.Files.ReadText("out/b.Enums.g.cs"));
    }

    [Fact]
    public async Task Force_replaces_what_is_in_the_way()
    {
        _cli.Files.Add("out/b.Enums.g.cs", "// mine");

        Assert.Equal(2, (await GenerateAsync()).ExitCode);
        Assert.Equal(["b.Enums.g.cs"], Generated());
        Assert.Equal(0, (await GenerateAsync("--force")).ExitCode);
        Assert.NotEqual("// mine", _cli.Files.ReadText("out/b.Enums.g.cs"));
    }

    [Fact]
    public async Task A_directory_holds_the_code_of_one_schema()
    {
        _cli.Files.Add("other.json", "{ 'command': 'other' }\n");
        await GenerateAsync();

        CliResult result = await _cli.RunAsync("generate", "other.json", "-o", "out");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'out' holds what was made from another schema (../q/root.json)", result.Error);
        Assert.DoesNotContain("other.Commands.g.cs", Generated());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("schema x\nabc ../../etc/passwd\n")]
    [InlineData("")]
    public async Task A_list_of_files_that_is_none_is_refused(string content)
    {
        _cli.Files.Add("out/.qapigen", content);

        CliResult result = await GenerateAsync();

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'out/.qapigen' is no list of generated files", result.Error);
    }

    [Fact]
    public async Task A_faulty_schema_writes_nothing()
    {
        _cli.Files.Add("q/sub/b.json", "{ 'struct': 'B', 'data': { 'x' } }\n");

        CliResult result = await GenerateAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("q/sub/b.json(1,32): error QAPI", result.Error);
        Assert.Empty(Generated());
    }

    [Fact]
    public async Task A_pattern_that_matches_nothing_is_pointed_out()
    {
        CliResult result = await GenerateAsync("--commands", "pnig", "--events", "PONG");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("q/root.json: warning QAPI4004: no command matches 'pnig'", result.Error);
    }

    [Fact]
    public async Task Without_a_namespace_the_directory_gives_one()
    {
        await _cli.RunAsync("generate", "q/root.json", "-o", "my-api.v2");

        Assert.Contains("namespace my_api.v2;", _cli.Files.ReadText("my-api.v2/b.Structs.g.cs"));
    }

    [Fact]
    public async Task A_single_file_has_all_declarations_in_the_order_of_the_schema_under_one_header()
    {
        await GenerateAsync("--namespace", "Acme");
        string[] many = [.. Generated().SelectMany(name => Declarations(_cli.Files.ReadText("out/" + name))).Order(StringComparer.Ordinal)];

        CliResult result = await GenerateAsync("--namespace", "Acme", "--single-file");

        Assert.Equal("", result.Error);
        Assert.Equal(["root.g.cs"], Generated());
        string text = _cli.Files.ReadText("out/root.g.cs");
        Assert.Equal(many, Declarations(text).Order(StringComparer.Ordinal));
        Assert.StartsWith("// <auto-generated>\n// Generated by QapiGen from root.json;", text, StringComparison.Ordinal);
        Assert.Equal(["namespace Acme;"], text.Split('\n').Where(static line => line.StartsWith("namespace ", StringComparison.Ordinal)));
        Assert.Single(text.Split('\n'), static line => line == "// </auto-generated>");
        Assert.True(text.IndexOf("interface IRootCommands", StringComparison.Ordinal) < text.IndexOf("interface IBCommands", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_single_file_is_the_same_each_time_and_gives_way_to_many()
    {
        await GenerateAsync("--single-file");
        CliResult second = await GenerateAsync("--single-file");
        CliResult many = await GenerateAsync();

        Assert.Equal("out: 0 written, 1 unchanged, 0 deleted\n", second.Output);
        Assert.Contains(", 1 deleted\n", many.Output);
        Assert.DoesNotContain("root.g.cs", Generated());
        Assert.Contains("root.Schema.g.cs", Generated());
    }

    [Theory]
    [InlineData("generate q/root.json", "option '--output' is required")]
    [InlineData("generate q/root.json -o out --role clint", "'clint' is no role; valid are 'client', 'server' and 'both'")]
    [InlineData("generate q/root.json -o out --role 1", "'1' is no role")]
    [InlineData("generate q/root.json -o out --namespace a..b", "'a..b' is no namespace")]
    [InlineData("generate q/root.json -o out --namespace a.class", "'a.class' is no namespace")]
    [InlineData("generate q/root.json -o out --documentation maybe", "--documentation takes 'true' or 'false', not 'maybe'")]
    [InlineData("generate q/root.json q/root.json -o out", "'generate' has no place for 'q/root.json'")]
    [InlineData("generate q/root.json -o out --reference gone.dll", "can't read assembly 'gone.dll': no such file")]
    [InlineData("generate q/root.json -o out --reference q/root.json", "'q/root.json' is no .NET assembly")]
    [InlineData("generate q/rot.json -o out", "Did you mean 'q/root.json'?")]
    [InlineData("generate q/root.json -o q/root.json", "can't write to 'q/root.json'")]
    public async Task A_wrong_call_ends_with_two_and_writes_nothing(string line, string expected)
    {
        CliResult result = await _cli.RunAsync(line.Split(' '));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error);
        Assert.Empty(_cli.Files.Writes);
    }

    private Task<CliResult> GenerateAsync(params string[] more) => _cli.RunAsync(["generate", "q/root.json", "--output", "out", .. more]);

    private static IEnumerable<string> Declarations(string text) => text.Split('\n')
        .Where(static line => line.StartsWith("public ", StringComparison.Ordinal) || line.StartsWith("internal ", StringComparison.Ordinal) || line.StartsWith("[assembly:", StringComparison.Ordinal));

    private string[] Generated() => _cli.Files.List("out").Where(n => n.EndsWith(".g.cs", StringComparison.Ordinal)).ToArray();
}
