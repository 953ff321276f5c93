using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>Which lines of a file of accepted findings are called needless, and which are refused.</summary>
public sealed class AcceptedFindingTests : IDisposable
{
    private const string Old = "{ 'command': 'stay' }\n{ 'command': 'gone' }\n{ 'command': 'old', 'features': [ 'deprecated' ] }\n{ 'command': 'perhaps', 'if': 'A' }\n{ 'event': 'E' }\n";
    private const string New = "{ 'command': 'stay', 'data': { '*more': 'int' } }\n{ 'command': 'perhaps', 'if': 'B' }\n";

    // The last one is needless, whoever looks.
    private const string Accepted =
        "QAPI3101 gone # a\nQAPI3101 old # b\nQAPI3101 perhaps # c\nQAPI3201 E # d\nQAPI3302 stay.more # e\nQAPI3601 gone # f\nQAPI3602 old # g\nQAPI3602 stay # h\n";

    private readonly CliHarness _cli = new();
    private readonly Lazy<GitRepository> _repository = new(static () => new GitRepository());

    public void Dispose()
    {
        if (_repository.IsValueCreated)
        {
            _repository.Value.Dispose();
        }
    }

    [Fact]
    public async Task Rule_that_isnt_there_is_refused_at_its_line()
    {
        _cli.Files.Add("old.json", Old);
        _cli.Files.Add("new.json", New);
        _cli.Files.Add("ok.txt", "# accepted\nQAPI3101 gone # a\nQAPI3999 stay # there is no such rule\n");

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json", "--suppress", "ok.txt");

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith("ok.txt(3,1): error QAPI3906: 'QAPI3999' is no rule of comparison\n", result.Error);
    }

    [Theory]
    [InlineData]
    [InlineData("--commands", "stay")]
    [InlineData("--events", "NONE")]
    [InlineData("--role", "client")]
    [InlineData("--conditions", "A")]
    [InlineData("--conditions", "none")]
    [InlineData("--profile", "policy")]
    [InlineData("--profile", "server")]
    [InlineData("--profile", "stored")]
    public async Task Line_that_another_question_needs_is_not_called_needless(params string[] question)
    {
        _cli.Files.Add("old.json", Old);
        _cli.Files.Add("new.json", New);
        _cli.Files.Add("ok.txt", Accepted.Replace("QAPI3602 old # g\n", ""));

        Assert.Equal(["QAPI3602 stay"], await NeedlessAsync(_cli, ["diff", "old.json", "new.json", "--suppress", "ok.txt", .. question]));
    }

    [Theory]
    [InlineData]
    [InlineData("--profile", "policy")]
    [InlineData("--profile", "policy", "--promise", "1")]
    [InlineData("--all-pairs")]
    [InlineData("--commands", "stay")]
    public async Task Line_that_another_question_to_the_history_needs_is_not_called_needless(params string[] question)
    {
        _cli.Files.Add("all/api-1.0.json", Old.Replace(", 'features': [ 'deprecated' ]", ""));
        _cli.Files.Add("all/api-1.1.json", Old);
        _cli.Files.Add("all/api-1.2.json", New);
        _cli.Files.Add("all/api-1.3.json", New.Replace("'*more'", "'more'"));
        _cli.Files.Add("ok.txt", Accepted.Replace("QAPI3302", "QAPI3301 stay.more # only from 1.1 to 1.3\nQAPI3302"));

        Assert.Equal(["QAPI3602 stay"], await NeedlessAsync(_cli, ["diff", "all", "--suppress", "ok.txt", .. question]));
    }

    [Theory]
    [InlineData]
    [InlineData("--profile", "client")]
    [InlineData("--commands", "q1")]
    [InlineData("--commands", "q2")]
    public async Task Line_for_each_heir_of_what_changed_is_needed_whatever_is_asked(params string[] question)
    {
        foreach ((string name, string more) in new[] { ("old", ""), ("new", ", 'y': 'int'") })
        {
            _cli.Files.Add(
                "schema.json",
                $"{{ 'struct': 'B', 'data': {{ 'x': 'int'{more} }} }}\n{{ 'struct': 'T1', 'base': 'B', 'data': {{ 'a': 'int' }} }}\n{{ 'struct': 'T2', 'base': 'B', 'data': {{ 'b': 'int' }} }}\n"
                + "{ 'command': 'q1', 'returns': 'T1' }\n{ 'command': 'q2', 'returns': 'T2' }\n");
            _cli.Files.Add($"{name}.json", (await _cli.RunAsync("introspect", "schema.json")).Output);
        }

        Assert.Equal(0, (await _cli.RunAsync("diff", "old.json", "new.json", "--write-suppressions", "ok.txt")).ExitCode);
        Assert.Equal("QAPI3311 q1().y # (why is this accepted?)\nQAPI3311 q2().y # (why is this accepted?)\n", _cli.Files.ReadText("ok.txt"));
        Assert.Empty(await NeedlessAsync(_cli, ["diff", "old.json", "new.json", "--suppress", "ok.txt", .. question]));
    }

    [Fact]
    public async Task Written_suppressions_keep_what_people_wrote()
    {
        const string Kept = "# accepted for 2.0\nQAPI3101 gone # nobody called it\n\n# jobs\nQAPI3201 * # nobody listens\n";
        _cli.Files.Add("old.json", Old);
        _cli.Files.Add("new.json", New);
        _cli.Files.Add("ok.txt", Kept);

        Assert.Equal(0, (await _cli.RunAsync("diff", "old.json", "new.json", "--write-suppressions", "ok.txt")).ExitCode);
        string written = _cli.Files.ReadText("ok.txt");
        CliResult again = await _cli.RunAsync("diff", "old.json", "new.json", "--write-suppressions", "ok.txt");
        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json", "--suppress", "ok.txt", "--fail-on", "risky");

        string[] lines = written.Split('\n');
        Assert.Equal(Kept.Split('\n'), lines.Where(static line => !line.Contains("(why is this accepted?)", StringComparison.Ordinal)));
        Assert.Contains("QAPI3101 old # (why is this accepted?)", lines);
        Assert.Equal((0, written), (again.ExitCode, _cli.Files.ReadText("ok.txt")));
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));

        // What can't be read as such isn't written over.
        _cli.Files.Add("ok.txt", "QAPI3101 gone\n");
        CliResult refused = await _cli.RunAsync("diff", "old.json", "new.json", "--write-suppressions", "ok.txt");
        Assert.Equal((2, "QAPI3101 gone\n"), (refused.ExitCode, _cli.Files.ReadText("ok.txt")));
        Assert.Contains("ok.txt(1,1): error QAPI3906", refused.Error);
    }

    [Fact]
    public async Task Suppressions_that_the_configuration_names_can_be_written_first()
    {
        _cli.Files.Add("old.json", Old);
        _cli.Files.Add("new.json", New);
        _cli.Files.Add("qapigen.toml", "suppressions = 'ok.txt'\n");

        Assert.Equal(0, (await _cli.RunAsync("diff", "old.json", "new.json", "--write-suppressions", "ok.txt")).ExitCode);
        Assert.Equal(0, (await _cli.RunAsync("diff", "old.json", "new.json", "--fail-on", "risky")).ExitCode);
    }

    [ProgramFact("git")]
    public async Task Line_that_another_root_needs_is_not_called_needless()
    {
        GitRepository repository = _repository.Value;
        repository.Write("a.json", Old);
        repository.Write("sub/b.json", "{ 'command': 'b' }\n{ 'command': 'c' }\n");
        repository.Write("ok.txt", "QAPI3101 b # of the other one\nQAPI3101 gone # a\nQAPI3101 needless # c\n");
        repository.Commit();
        repository.Write("a.json", Old.Replace("{ 'command': 'gone' }\n", ""));
        repository.Write("sub/b.json", "{ 'command': 'c' }\n");
        CliHarness cli = new() { RealFiles = repository.Files() };

        // All that there are.
        Assert.Equal(["QAPI3101 needless"], await NeedlessAsync(cli, "diff", "--against", "HEAD", "--suppress", "ok.txt"));
        Assert.Equal(["QAPI3101 needless"], await NeedlessAsync(cli, "diff", "--against", "HEAD", "a.json", "sub/b.json", "--suppress", "ok.txt"));

        // Some of them.
        Assert.Empty(await NeedlessAsync(cli, "diff", "--against", "HEAD", "a.json", "--suppress", "ok.txt"));
        Assert.Empty(await NeedlessAsync(cli, "diff", "git:HEAD", "a.json", "--suppress", "ok.txt"));
        Assert.Empty(await NeedlessAsync(new CliHarness { RealFiles = repository.Files("sub") }, "diff", "--against", "HEAD", "--suppress", "../ok.txt"));

        // What counts as a root is said.
        repository.Write("qapigen.toml", "roots = ['a.json']\nsuppressions = 'ok.txt'\n");
        Assert.Equal(["QAPI3101 b", "QAPI3101 needless"], await NeedlessAsync(cli, "diff", "--against", "HEAD"));
        repository.Write("qapigen.toml", "roots = ['a.json', 'sub/b.json']\nsuppressions = 'ok.txt'\n");
        Assert.Equal(["QAPI3101 needless"], await NeedlessAsync(cli, "diff", "--against", "HEAD"));
        Assert.Empty(await NeedlessAsync(cli, "diff", "--against", "HEAD", "a.json"));

        // One that is left out for its faults may need it.
        repository.Write("qapigen.toml", "suppressions = 'ok.txt'\n");
        repository.Write("bad.json", "{ 'command': 'z', 'data': 'Missing' }\n");
        Assert.Empty(await NeedlessAsync(cli, "diff", "--against", "HEAD"));
    }

    private static async Task<string[]> NeedlessAsync(CliHarness cli, params string[] arguments)
    {
        CliResult result = await cli.RunAsync([.. arguments, "--format", "json", "--fail-on", "never"]);
        Assert.True(result.ExitCode == 0, result.Error);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        return [.. json.RootElement.EnumerateArray().Where(static f => f.GetProperty("rule").GetString() == "QAPI3902").Select(static f => f.GetProperty("message").GetString()!.Split(' ') is var words ? $"{words[3]} {words[5].Trim('\'')}" : "")];
    }
}
