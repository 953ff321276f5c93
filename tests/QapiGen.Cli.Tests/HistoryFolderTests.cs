using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>Folders of versions.</summary>
public sealed class HistoryFolderTests
{
    private const string Old = "{ 'command': 'a' }\n{ 'command': 'b' }\n{ 'event': 'E', 'if': 'X' }\n";
    private const string New = "{ 'command': 'b', 'data': { '*x': 'int' } }\n";

    private readonly CliHarness _cli = new();

    [ProgramFact("git")]
    public async Task Release_without_a_schema_has_its_place_from_the_top_of_the_repository()
    {
        using var repository = new GitRepository();
        foreach (string release in (string[])["1.0/api.json", "1.1/api.json", "1.2/notes.txt"])
        {
            repository.Write("rel/" + release, "{ 'command': 'a' }\n");
        }

        foreach ((string from, string folder) in ((string, string)[])[("", "rel"), ("rel", "."), ("rel/1.0", "..")])
        {
            CliResult result = await new CliHarness { RealFiles = repository.Files(from) }.RunAsync("diff", folder, "--format", "sarif");

            using JsonDocument json = JsonDocument.Parse(result.Output);
            JsonElement found = Assert.Single(json.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray());
            JsonElement artifact = found.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation");
            Assert.Equal("QAPI3950", found.GetProperty("ruleId").GetString());
            Assert.Equal(("rel/1.2", "%SRCROOT%"), (artifact.GetProperty("uri").GetString(), artifact.GetProperty("uriBaseId").GetString()));
        }
    }

    [Fact]
    public async Task Folder_of_versions_is_a_history()
    {
        _cli.Files.Add("all/v1.0.json", Old);
        _cli.Files.Add("all/v2.0/qapi/qapi-schema.json", New);
        _cli.Files.Add("all/readme.txt", "");

        CliResult result = await _cli.RunAsync("diff", "all");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("1.0 → 2.0\n", result.Output);
    }

    [Fact]
    public async Task The_newest_version_alone_has_to_keep_the_rules_of_the_dialect()
    {
        const string Loose = "##\n# @b:\n#\n# Words of documentation that go on in one line as only older releases have let them.\n##\n{ 'command': 'b' }\n";
        foreach (string version in (string[])["1.0", "2.0", "3.0"])
        {
            _cli.Files.Add($"old/v{version}.json", version == "3.0" ? "{ 'command': 'b' }\n" : Loose);
            _cli.Files.Add($"new/v{version}.json", Loose);
        }

        CliResult old = await _cli.RunAsync("diff", "old", "--dialect", "10.2");
        CliResult @new = await _cli.RunAsync("diff", "new", "--dialect", "10.2");

        Assert.Equal((0, ""), (old.ExitCode, old.Error));
        Assert.Equal(2, @new.ExitCode);
        Assert.StartsWith("new/v3.0.json(4,", @new.Error);
        Assert.Single(@new.Error.Split("QAPI2023").Skip(1));
    }

    [Fact]
    public async Task One_file_is_no_history()
    {
        _cli.Files.Add("old.json", Old);

        CliResult result = await _cli.RunAsync("diff", "old.json");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'old.json' is no folder", result.Error);
    }

    [Fact]
    public async Task Folder_without_versions_is_no_history()
    {
        _cli.Files.Add("all/v1.0.json", Old);

        CliResult result = await _cli.RunAsync("diff", "all");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'all' is no history", result.Error);
    }

    [Fact]
    public async Task History_keeps_architectures_apart_and_orders_candidates()
    {
        const string Reply = """[{"name": "@", "meta-type": "command", "arg-type": "0", "ret-type": "0"}, {"name": "0", "meta-type": "object", "members": []}]""";
        _cli.Files.Add("all/caps_7.2.0_x86_64.json", Reply.Replace("@", "a"));
        _cli.Files.Add("all/caps_8.0.0_x86_64.json", Reply.Replace("@", "b"));
        _cli.Files.Add("all/caps_7.2.0_aarch64.json", Reply.Replace("@", "c"));
        _cli.Files.Add("all/caps_8.0.0-rc3_aarch64.json", Reply.Replace("@", "d"));
        _cli.Files.Add("all/caps_8.0.0_aarch64.json", Reply.Replace("@", "e"));
        _cli.Files.Add("all/caps_8.0.0_s390x.json", Reply.Replace("@", "f"));

        CliResult result = await _cli.RunAsync("diff", "all", "--format", "json-report");

        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            [
                "caps_7.2.0_aarch64 caps_8.0.0-rc3_aarch64 c d", "caps_8.0.0-rc3_aarch64 caps_8.0.0_aarch64 d e", "caps_7.2.0_x86_64 caps_8.0.0_x86_64 a b",
                "caps_*_s390x (no other version) all/caps_8.0.0_s390x.json all/caps_8.0.0_s390x.json",
            ],
            json.RootElement.GetProperty("comparisons").EnumerateArray().Select(c =>
                $"{c.GetProperty("old").GetProperty("name")} {c.GetProperty("new").GetProperty("name")} "
                + string.Join(' ', c.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("path")))));
        Assert.Equal("all/caps_8.0.0_s390x.json: warning QAPI3950: 'all/caps_8.0.0_s390x.json' is compared with nothing: it is the only version of 'caps_*_s390x'\n", result.Error);
    }

    [Theory]
    [InlineData(new string[0], 2)]
    [InlineData(new[] { "--all-pairs" }, 3)]
    public async Task History_compares_neighbours_unless_all_pairs_are_asked_for(string[] options, int count)
    {
        foreach (string version in new[] { "1.0", "2.0", "3.0" })
        {
            _cli.Files.Add($"all/api-{version}.json", $"{{ 'command': 'v{version[0]}' }}\n");
        }

        CliResult result = await _cli.RunAsync(["diff", "all", "--format", "sarif", .. options]);

        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(count, json.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
            .Select(r => $"{r.GetProperty("properties").GetProperty("old")} {r.GetProperty("properties").GetProperty("new")}").Distinct().Count());
    }

    [Fact]
    public async Task Suppressions_written_of_a_history_suppress_it()
    {
        _cli.Files.Add("all/api-1.0.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n{ 'command': 'c' }\n");
        _cli.Files.Add("all/api-2.0.json", "{ 'command': 'b' }\n{ 'command': 'c' }\n");
        _cli.Files.Add("all/api-3.0.json", "{ 'command': 'c' }\n");

        Assert.Equal(0, (await _cli.RunAsync("diff", "all", "--write-suppressions", "ok.txt")).ExitCode);
        CliResult result = await _cli.RunAsync("diff", "all", "--suppress", "ok.txt", "--fail-on", "risky");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("QAPI3902", result.Output);
        Assert.Equal(2, _cli.Files.ReadText("ok.txt").Split('\n', System.StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("1.0", "2.0-alpha1", "2.0-beta.2", "2.0-rc1", "2.0")]
    [InlineData("1.0-beta.9", "1.0-beta.10", "1.0", "v1.1-preview.1", "v1.1")]
    [InlineData("2024-01-31", "2024-02-01", "2024-11-01")]
    public async Task Versions_before_a_release_are_read_and_come_before_it(params string[] versions)
    {
        foreach (string version in versions)
        {
            _cli.Files.Add($"all/api-{version}.json", $"{{ 'command': 'c{Array.IndexOf(versions, version)}' }}\n");
        }

        CliResult result = await _cli.RunAsync("diff", "all", "--format", "json-report", "--fail-on", "never");

        Assert.Empty(result.Error);
        string[] names = [.. versions.Select(version => version.TrimStart('v'))];
        Assert.Equal(names.Zip(names.Skip(1), (old, @new) => $"{old} {@new}"), Steps(result));
    }

    [Theory]
    [InlineData("json-report", "api-1.1.json", "api-1.2-hotfix.json", "api-1.2-hotfix.json")]
    [InlineData("json", "api-1.1.json", "api-1.2-hotfix.json", "api-1.2-hotfix.json")]
    [InlineData("sarif", "api-1.1.json", "api-1.2-hotfix.json", "api-1.2-hotfix.json")]
    [InlineData("text", "api-1.1.json", "api-1.2-hotfix.json", "api-1.2-hotfix.json")]
    [InlineData("json", "api-1.1-x.json", "api-1.0-x.json", "api-1.0.json")]
    public async Task What_may_be_a_version_that_isnt_known_is_asked_about_and_fails(string format, string second, string third, string alone)
    {
        foreach (string name in (string[])["api-1.0.json", second, third])
        {
            _cli.Files.Add("all/" + name, "{ 'command': 'a' }\n");
        }

        CliResult result = await _cli.RunAsync("diff", "all", "--format", format);

        string question = $"'all/{alone}' is compared with nothing: it is the only version of '";
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"all/{alone}: warning QAPI3950: {question}", result.Error);
        Assert.Contains("' a part of the version? What comes before a release is known as dev, alpha, beta, preview or rc with a number; another series has '_' between, or a folder of its own\n", result.Error);
        if (format != "text")
        {
            Assert.Contains(question, result.Output);
            Assert.Contains("QAPI3950", result.Output);
        }

        // Whoever knows better says so.
        _cli.Files.Add("ok.txt", $"QAPI3950 all/{alone} # a variant\n");
        CliResult accepted = await _cli.RunAsync("diff", "all", "--suppress", "ok.txt", "--fail-on", "risky", "--format", format);
        Assert.Equal((0, string.Empty), (accepted.ExitCode, accepted.Error));
    }

    [Fact]
    public async Task Tree_without_a_root_is_told_to_programs_too()
    {
        _cli.Files.Add("all/v1.0/a.json", Old);
        _cli.Files.Add("all/v1.1/a.json", Old);
        _cli.Files.Add("all/v1.2/b.json", Old);

        CliResult result = await _cli.RunAsync("diff", "all", "--root", "a.json", "--format", "json-report");

        Assert.Equal(["* (no other version) all/v1.2", "1.0 1.1"], Steps(result));
        Assert.Contains("'all/v1.2' is compared with nothing: there is no 'a.json' in it", result.Error);
        Assert.Contains("QAPI3950", result.Output);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(1, (await _cli.RunAsync("diff", "all", "--root", "a.json", "--fail-on", "risky")).ExitCode);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("json-report")]
    [InlineData("sarif")]
    [InlineData("markdown")]
    [InlineData("changelog")]
    public async Task Release_with_faults_keeps_no_other_one_from_being_compared(string format)
    {
        _cli.Files.Add("all/api-1.0.json", "{ 'command': 'first' }\n{ 'command': 'second' }\n{ 'command': 'third' }\n");
        _cli.Files.Add("all/api-1.1.json", "{ 'command': 'second' }\n{ 'command': 'third' }\n");
        _cli.Files.Add("all/api-1.2.json", "{ 'command': 'second', 'data': 'Missing' }\n");
        _cli.Files.Add("all/api-1.3.json", "{ 'command': 'third' }\n");

        CliResult result = await _cli.RunAsync("diff", "all", "--format", format);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("all/api-1.2.json(1,32): error QAPI1022", result.Error);
        Assert.Contains("first", result.Output);
        Assert.Contains("second", result.Output);
        Assert.Contains(format == "changelog" ? "**The comparison is incomplete.**" : "QAPI3901", result.Output);
    }

    [Theory]
    [InlineData("1.0", "1.1 1.2", "1.0 1.1", "1.1 1.2")]
    [InlineData("1.1", "1.0 1.2", "1.0 1.1", "1.0 1.2")]
    [InlineData("1.2", "1.0 1.1", "1.0 1.1", "1.1 1.2")]
    public async Task Releases_around_one_with_faults_are_compared_with_each_other(string faulty, string sound, params string[] steps)
    {
        foreach (string version in (string[])["1.0", "1.1", "1.2"])
        {
            _cli.Files.Add($"all/api-{version}.json", version == faulty ? "{ 'command': 'a' " : $"{{ 'command': 'c{version[^1]}' }}\n");
        }

        CliResult result = await _cli.RunAsync("diff", "all", "--format", "json-report");

        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(steps, Steps(result));
        Assert.Equal(
            [sound],
            json.RootElement.GetProperty("comparisons").EnumerateArray().Where(c => !c.GetProperty("isIncomplete").GetBoolean())
                .Select(c => $"{c.GetProperty("old").GetProperty("name")} {c.GetProperty("new").GetProperty("name")}"));
    }

    [Fact]
    public async Task Suppressions_of_a_history_with_faults_are_not_written()
    {
        _cli.Files.Add("all/api-1.0.json", Old);
        _cli.Files.Add("all/api-1.1.json", New);
        _cli.Files.Add("all/api-1.2.json", "{");

        CliResult result = await _cli.RunAsync("diff", "all", "--write-suppressions", "ok.txt");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'ok.txt' isn't written, since not all could be compared", result.Error);
        Assert.False(_cli.Files.FileExists("ok.txt"));
    }

    private static string[] Steps(CliResult result)
    {
        using JsonDocument json = JsonDocument.Parse(result.Output);
        return [.. json.RootElement.GetProperty("comparisons").EnumerateArray()
            .Select(c => $"{c.GetProperty("old").GetProperty("name")} {c.GetProperty("new").GetProperty("name")}")];
    }
}
