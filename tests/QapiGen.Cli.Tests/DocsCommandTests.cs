using System;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Cli.Output;
using QapiGen.Cli.Tests.Support;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary><c>qapigen docs</c>.</summary>
public sealed class DocsCommandTests
{
    private readonly CliHarness _cli = new();

    public DocsCommandTests()
    {
        _cli.Files.Add("q/root.json", "{ 'include': 'sub/b.json' }\n{ 'command': 'ping', 'returns': 'B' }\n");
        _cli.Files.Add("q/sub/b.json", "{ 'struct': 'B', 'data': { 'x': 'int' } }\n");
        _cli.Files.Add("old/root.json", "{ 'command': 'pong' }\n");
    }

    [Fact]
    public async Task Every_module_has_a_page()
    {
        CliResult result = await _cli.RunAsync("docs", "q/root.json", "--output", "out");

        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("out: 8 written, 0 unchanged, 0 deleted\n", result.Output);
        Assert.Equal(["builtin-types.html", "index.html", "manual.css", "manual.js", "names.html", "root.html", "search.js", "sub-b.html"], Written());
        Assert.Contains("root.json reference", _cli.Files.ReadText("out/index.html"));
    }

    // As a container with too little of it says; where several threads are at work it comes with others.
    [Theory]
    [InlineData("check")]
    [InlineData("generate", "--output", "out", "--namespace", "N")]
    [InlineData("docs", "--output", "out")]
    public async Task Too_little_memory_is_a_sentence_and_leaves_nothing(string verb, params string[] options)
    {
        foreach (Exception fault in (Exception[])[new InsufficientMemoryException(), new AggregateException(new OperationCanceledException(), new InsufficientMemoryException())])
        {
            _cli.Files.ReadFault = fault;
            CliResult result = await _cli.RunAsync([verb, "q/root.json", .. options]);

            Assert.Equal(ExitCodes.Failure, result.ExitCode);
            Assert.Equal("qapigen: error: there is not enough memory for this\n", result.Error);
            Assert.Empty(_cli.Files.Writes);
        }
    }

    [Fact]
    public async Task The_name_of_a_file_is_one_line_of_its_page()
    {
        _cli.Files.Add("q/odd\nname.json", "{ 'command': 'ping' }\n");

        await _cli.RunAsync("docs", "q/odd\nname.json", "-o", "out");
        string index = _cli.Files.ReadText("out/index.html");

        Assert.Contains("odd\\u000Aname.json reference</title>", index);
        Assert.All(Written().Where(static name => name.EndsWith(".html", StringComparison.Ordinal)), name => Assert.DoesNotContain("odd\nname", _cli.Files.ReadText($"out/{name}")));
    }

    [Fact]
    public async Task A_second_run_touches_nothing_and_a_change_only_what_it_changes()
    {
        await _cli.RunAsync("docs", "q/root.json", "-o", "out");
        int writes = _cli.Files.Writes.Count;

        Assert.Equal("out: 0 written, 8 unchanged, 0 deleted\n", (await _cli.RunAsync("docs", "q/root.json", "-o", "out")).Output);
        Assert.Equal(writes, _cli.Files.Writes.Count);
        _cli.Files.Add("q/sub/b.json", "{ 'struct': 'B', 'data': { 'y': 'int' } }\n");
        Assert.Equal("out: 2 written, 6 unchanged, 0 deleted\n", (await _cli.RunAsync("docs", "q/root.json", "-o", "out")).Output);
    }

    [Fact]
    public async Task Another_format_replaces_the_files_of_the_first()
    {
        await _cli.RunAsync("docs", "q/root.json", "-o", "out");

        CliResult result = await _cli.RunAsync("docs", "q/root.json", "-o", "out", "--format", "markdown", "--title", "Ours");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["builtin-types.md", "index.md", "names.md", "root.md", "sub-b.md", "toc.yml"], Written());
        Assert.StartsWith("# Ours\n", _cli.Files.ReadText("out/index.md"));
    }

    [Fact]
    public async Task What_is_new_or_breaking_since_a_baseline_is_told()
    {
        CliResult result = await _cli.RunAsync("docs", "q/root.json", "-o", "out", "--baseline", "old/root.json", "--baseline-name", "1.0");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("new since 1.0", _cli.Files.ReadText("out/root.html"));
        Assert.Contains("new since 1.0", _cli.Files.ReadText("out/sub-b.html"));
        Assert.Contains("pong", _cli.Files.ReadText("out/changes.html"));
    }

    [Theory]
    [InlineData("{ 'command': 'pong' }\n", true)]
    [InlineData("{ 'command': 'pong', 'data': 'Gone' }\n", false)]
    public async Task A_baseline_need_not_keep_the_rules_of_the_dialect(string definition, bool isCompared)
    {
        _cli.Files.Add("q/strict.json", "{ 'command': 'ping' }\n");
        _cli.Files.Add("old/strict.json", $"##\n# @pong:\n#\n# Words of documentation that go on in one line as only older releases have let them.\n##\n{definition}");

        CliResult result = await _cli.RunAsync("docs", "q/strict.json", "-o", "out", "--dialect", "10.2", "--baseline", "old/strict.json");

        Assert.Equal(isCompared ? 0 : 2, result.ExitCode);
        Assert.Equal(isCompared, Written().Contains("changes.html"));
        Assert.DoesNotContain("QAPI2023", result.Error);
        Assert.Equal(!isCompared, result.Error.Contains("'Gone'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_baseline_that_is_not_there_is_an_error_and_nothing_is_written()
    {
        CliResult result = await _cli.RunAsync("docs", "q/root.json", "-o", "out", "--baseline", "none.json");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("none.json", result.Error);
        Assert.Empty(Written());
    }

    [Fact]
    public async Task A_schema_with_faults_has_no_manual()
    {
        _cli.Files.Add("bad.json", "{ 'command': 'a', 'data': 'None' }\n");

        CliResult result = await _cli.RunAsync("docs", "bad.json", "-o", "out");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("QAPI", result.Error);
        Assert.Empty(Written());
    }

    [Fact]
    public async Task Files_of_others_are_not_replaced()
    {
        _cli.Files.Add("out/index.html", "mine");

        CliResult result = await _cli.RunAsync("docs", "q/root.json", "-o", "out");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("mine", _cli.Files.ReadText("out/index.html"));
        Assert.Contains("--force", result.Error);
    }

    private string[] Written() => [.. _cli.Files.List("out").Where(name => name != ".qapigen")];
}
