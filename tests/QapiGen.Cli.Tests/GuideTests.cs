using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>The guide to schemas shows sound ones.</summary>
public sealed partial class GuideTests
{
    private readonly CliHarness _cli = new();

    [Fact]
    public async Task Definitions_of_the_guide_make_a_schema()
    {
        string page = (await File.ReadAllTextAsync(RepositoryPaths.Get("docs", "guides", "write-schemas.md"))).ReplaceLineEndings("\n");
        string[] rows = [.. Row().Matches(page).Select(static row => row.Groups["text"].Value)];
        string[] blocks = [.. Block().Matches(page).Select(static block => block.Groups["text"].Value)];
        _cli.Files.Add("job.json", "{ 'enum': 'Kind', 'data': [ 'file' ] }\n{ 'struct': 'FileSource', 'data': { 'path': 'str' } }\n");
        _cli.Files.Add("api.json", string.Join('\n', [.. rows.Where(static row => row.Contains("'include'", StringComparison.Ordinal)), .. rows.Where(static row => !row.Contains("'include'", StringComparison.Ordinal)), .. blocks]));

        CliResult result = await _cli.RunAsync("check", "api.json");

        Assert.Equal((7, 1), (rows.Length, blocks.Length));
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Contains("2 commands, 1 event", result.Output + result.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\| `(?<text>\{ '.*\})` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^```\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
