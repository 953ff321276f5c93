using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

public sealed class DiffCommandTests
{
    private const string Old = "{ 'command': 'a' }\n{ 'command': 'b' }\n{ 'event': 'E', 'if': 'X' }\n";
    private const string New = "{ 'command': 'b', 'data': { '*x': 'int' } }\n";

    private readonly CliHarness _cli = new();

    [Fact]
    public async Task Breaking_changes_give_one_and_name_both_sides()
    {
        Add(Old, New);

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("old.json → new.json\n\nBREAKING (2)\n\n  QAPI3101 a: command 'a' was removed\n", result.Output);
        Assert.EndsWith("\n2 breaking, 1 risky, 0 compatible (profile full)\n", result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Compatible_changes_give_zero()
    {
        Add("{ 'command': 'a', 'returns': 'R' }\n{ 'struct': 'R', 'data': {} }\n", "{ 'command': 'a', 'returns': 'S' }\n{ 'struct': 'S', 'data': {} }\n");

        Assert.Equal(0, (await _cli.RunAsync("diff", "old.json", "new.json", "--fail-on", "risky")).ExitCode);
    }

    [Fact]
    public async Task Stored_values_are_asked_about_by_a_profile_of_their_own()
    {
        Add("{ 'struct': 'Cursor', 'data': { 'offset': 'size' } }\n", "{ 'struct': 'Cursor', 'data': { 'offset': 'size', 'part': 'int' } }\n");

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json", "--profile", "stored");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("  QAPI3301 Cursor.part: mandatory member 'Cursor.part' was added\n    breaks:  stores written before, C# callers\n    stored:  Cursor\n", result.Output);
        Assert.EndsWith("\n1 breaking, 0 risky, 0 compatible (profile stored)\n", result.Output);
    }

    [Theory]
    [InlineData("breaking", 0)]
    [InlineData("risky", 1)]
    [InlineData("never", 0)]
    public async Task Threshold_decides_the_exit_code(string threshold, int exitCode)
    {
        Add("{ 'command': 'b' }\n", New);

        Assert.Equal(exitCode, (await _cli.RunAsync("diff", "old.json", "new.json", "--fail-on", threshold)).ExitCode);
    }

    [Fact]
    public async Task Json_lists_findings()
    {
        Add(Old, New);

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json", "--format", "json");

        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(["QAPI3101 a", "QAPI3201 E", "QAPI3302 b.x"], Findings(json).Select(f => $"{f.GetProperty("rule")} {f.GetProperty("path")}"));
    }

    [Fact]
    public async Task Conditions_choose_a_configuration()
    {
        Add(Old, New);

        Assert.Contains("1 breaking", (await _cli.RunAsync("diff", "old.json", "new.json", "--conditions", "none")).Output);
        Assert.Contains("2 breaking", (await _cli.RunAsync("diff", "old.json", "new.json", "--conditions", "X")).Output);
    }

    [Theory]
    [InlineData("all,none", "all")]
    [InlineData("X none", "none")]
    [InlineData("*;X", "*")]
    public async Task Word_for_all_conditions_goes_with_no_symbol(string conditions, string word)
    {
        Add(Old, New);

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json", "--conditions", conditions);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains($"'{word}' says of every 'if' symbol whether it is defined, and goes with no other word: not '{conditions}'", result.Error);
    }

    [Theory]
    [InlineData("markdown", "# Changes from old.json to new.json")]
    [InlineData("sarif", "\"version\": \"2.1.0\"")]
    public async Task Other_forms_are_written(string format, string part)
    {
        Add(Old, New);

        Assert.Contains(part, (await _cli.RunAsync("diff", "old.json", "new.json", "-f", format)).Output);
    }

    [Fact]
    public async Task Saved_reply_is_a_side()
    {
        _cli.Files.Add("saved.json", """
            {"return": [{"name": "a", "meta-type": "command", "arg-type": "0", "ret-type": "0"}, {"name": "0", "meta-type": "object", "members": []}]}
            """);
        _cli.Files.Add("new.json", "{ 'command': 'a' }\n");

        CliResult result = await _cli.RunAsync("diff", "saved.json", "new.json");

        Assert.Equal(new CliResult(0, "saved.json → new.json\n\n0 breaking, 0 risky, 0 compatible (profile full)\n", ""), result);
    }

    [Fact]
    public async Task Reply_that_lacks_a_type_is_incomplete_and_gives_two()
    {
        _cli.Files.Add("saved.json", "[{\"name\": \"a\", \"meta-type\": \"command\", \"arg-type\": \"0\", \"ret-type\": \"0\"}]");
        _cli.Files.Add("new.json", "{ 'command': 'a' }\n");

        CliResult result = await _cli.RunAsync("diff", "saved.json", "new.json");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("QAPI3901", result.Output);
        Assert.Contains("this is no verdict", result.Output);
    }

    [Fact]
    public async Task Suppressed_findings_dont_count_and_unused_suppressions_do()
    {
        Add(Old, New);
        _cli.Files.Add("ok.txt", "QAPI3101 a # unused\nQAPI3101 z # mistyped\nQAPI3201 E # nobody listens\n");

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json", "--suppress", "ok.txt");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("QAPI3902 z", result.Output);
        Assert.Contains("0 breaking, 2 risky", result.Output);
    }

    [Fact]
    public async Task Written_suppressions_suppress()
    {
        Add(Old, New);

        Assert.Equal(0, (await _cli.RunAsync("diff", "old.json", "new.json", "--write-suppressions", "ok.txt")).ExitCode);
        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json", "--suppress", "ok.txt", "--fail-on", "risky");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("0 breaking, 0 risky", result.Output);
    }

    [Fact]
    public async Task Faulty_suppressions_give_two()
    {
        Add(Old, New);
        _cli.Files.Add("ok.txt", "QAPI3101 a\n");

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json", "--suppress", "ok.txt");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("ok.txt(1,1): error QAPI3906: ", result.Error);
    }

    [Fact]
    public async Task Server_that_says_nothing_is_given_up()
    {
        Add(Old, New);
        string folder = Directory.CreateTempSubdirectory("qapigen-").FullName;
        try
        {
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "s")));
            listener.Listen();

            CliResult result = await _cli.RunAsync("diff", "old.json", $"unix:{folder}/s", "--timeout", "0.2");

            Assert.Equal(2, result.ExitCode);
            Assert.Contains("gave no schema within 0.2 s", result.Error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Server_that_isnt_there_gives_two()
    {
        Add(Old, New);

        CliResult result = await _cli.RunAsync("diff", "old.json", "unix:/nonexistent/s");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("unix:/nonexistent/s gave no schema: ", result.Error);
    }

    [Theory]
    [InlineData("--timeout", "abc", "--timeout takes a number of seconds above 0 and below 86400, not 'abc'")]
    [InlineData("--timeout", "-1", "--timeout takes a number of seconds above 0 and below 86400, not '-1'")]
    [InlineData("--timeout", "1e400", "--timeout takes a number of seconds above 0 and below 86400, not '1e400'")]
    [InlineData("--promise", "-1", "--promise takes a whole number of at least 1, not '-1'")]
    [InlineData("--promise", "x", "--promise takes a whole number of at least 1, not 'x'")]
    [InlineData("--new-version", "abc", "--new-version takes a version, numbers with dots between such as 10.2 or 10.2-rc1, not 'abc'")]
    [InlineData("--new-version", "10.2x", "--new-version takes a version, ")]
    [InlineData("--promise", "3", "--promise is for a history")]
    [InlineData("--root", "api.json", "--root is for a history")]
    [InlineData("--write-suppressions", "missing/deep/ok.txt", "can't write 'missing/deep/ok.txt': no such directory")]
    [InlineData("--format", "1", "--format takes 'text', 'json', 'json-report', 'markdown', 'changelog' or 'sarif', not '1'")]
    [InlineData("--format", "text,json", "--format takes 'text', 'json', 'json-report', 'markdown', 'changelog' or 'sarif', not 'text,json'")]
    [InlineData("--profile", "-1", "--profile takes ")]
    [InlineData("--fail-on", "breaking,risky", "--fail-on takes 'breaking', 'risky' or 'never', not 'breaking,risky'")]
    [InlineData("--role", "3", "--role takes 'client', 'server' or 'both', not '3'")]
    public async Task Option_takes_its_values_and_nothing_else(string option, string value, string message)
    {
        Add(Old, New);

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json", option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error);
        Assert.DoesNotContain("System.", result.Error);
        Assert.DoesNotContain("QapiGen", result.Error);
    }

    [Fact]
    public async Task Side_is_read_once_since_it_may_be_a_pipe()
    {
        _cli.Files.Add("new.json", New);
        _cli.Files.AddPipe("pipe", Old);

        CliResult result = await _cli.RunAsync("diff", "pipe", "new.json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("2 breaking", result.Output);
    }

    [Theory]
    [InlineData("breaking", 1)]
    [InlineData("risky", 1)]
    [InlineData("never", 1)]
    public async Task Empty_old_side_is_a_warning_and_fails(string threshold, int exitCode)
    {
        Add("", New);

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json", "--fail-on", threshold);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains("QAPI3903", result.Output);
    }

    [Fact]
    public async Task Changelog_that_fails_says_why_on_the_other_stream()
    {
        Add("", New);
        CliResult empty = await _cli.RunAsync("diff", "old.json", "new.json", "--format", "changelog");
        Add(Old, Old);
        _cli.Files.Add("ok.txt", "QAPI3101 z # mistyped\n");
        CliResult unused = await _cli.RunAsync("diff", "old.json", "new.json", "--format", "changelog", "--suppress", "ok.txt", "--fail-on", "risky");
        CliResult sound = await _cli.RunAsync("diff", "old.json", "new.json", "--format", "changelog");

        Assert.Equal((1, "old.json → new.json: warning QAPI3903: the old schema has neither commands nor events, so that nothing can break\n"), (empty.ExitCode, empty.Error));
        Assert.DoesNotContain("QAPI", empty.Output);
        Assert.Equal(1, unused.ExitCode);
        Assert.Contains("warning QAPI3902: ", unused.Error);
        Assert.Equal((0, string.Empty), (sound.ExitCode, sound.Error));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("note")]
    [InlineData("warning")]
    public async Task Changelog_says_what_changed_however_grave_the_gate_takes_it_to_be(string severity)
    {
        Add("{ 'command': 'a' }\n{ 'event': 'X' }\n", "{ 'command': 'a', 'data': { '*b': 'int' } }\n");
        _cli.Files.Add("qapigen.toml", $"[severity]\nQAPI3201 = '{severity}'\nQAPI3302 = '{severity}'\n");

        CliResult changelog = await _cli.RunAsync("diff", "old.json", "new.json", "--format", "changelog");
        CliResult text = await _cli.RunAsync("diff", "old.json", "new.json");

        Assert.Equal((0, 0), (changelog.ExitCode, text.ExitCode));
        Assert.Contains("- `X`: event 'X' was removed **(breaking)**\n", changelog.Output);
        Assert.Contains("- optional argument 'a.b' was added\n", changelog.Output);
        Assert.Equal(severity != "none", text.Output.Contains("QAPI3201", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("conditions = [ 'all', 'X' ]", "'all' says of every 'if' symbol whether it is defined, and goes with no other word: not 'all,X'")]
    [InlineData("conditions = 'A-B'", "'A-B' is no 'if' symbol")]
    public async Task Conditions_of_the_configuration_are_held_against_those_of_the_call(string line, string fault)
    {
        Add(Old, New);
        _cli.Files.Add("qapigen.toml", line + "\n");

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json");

        Assert.Equal((2, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains($"qapigen.toml(1,1): error: {fault}", result.Error);
    }

    [Fact]
    public async Task Selection_that_chooses_nothing_is_told_from_an_empty_side()
    {
        Add(Old, New);

        CliResult typo = await _cli.RunAsync("diff", "old.json", "new.json", "--commands", "quer-*");
        CliResult json = await _cli.RunAsync("diff", "old.json", "new.json", "--commands", "quer-*", "--format", "json");

        Assert.Equal(1, typo.ExitCode);
        Assert.Contains("QAPI3903: none of the old schema's 2 commands and 1 event is asked for: nothing matches 'quer-*', so that nothing can break", typo.Output);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        JsonElement finding = Assert.Single(document.RootElement.EnumerateArray());
        JsonElement breaks = finding.GetProperty("breaks");
        Assert.Equal(
            "risky possible possible old clients (perhaps), new clients on old servers (perhaps)",
            $"{finding.GetProperty("verdict")} {breaks.GetProperty("oldClients")} {breaks.GetProperty("newClientsOnOldServers")} {breaks.GetProperty("text")}");

        CliResult markdown = await _cli.RunAsync("diff", "old.json", "new.json", "--commands", "quer-*", "--format", "markdown");
        Assert.Contains("\n- none of the old schema's 2 commands", markdown.Output);

        // What is asked for came with the new side: nothing is wrong with that.
        Add(Old, New + "{ 'command': 'query-c' }\n");
        CliResult fresh = await _cli.RunAsync("diff", "old.json", "new.json", "--commands", "query-*");
        Assert.Equal(0, fresh.ExitCode);
        Assert.DoesNotContain("QAPI3903", fresh.Output);
    }

    [Fact]
    public async Task Pattern_that_no_side_has_anything_of_is_pointed_out()
    {
        Add(Old, New + "{ 'command': 'query-c' }\n");

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json", "--commands", "b;quer-*;query-*", "--events", "E,EE");
        Assert.Equal(
            "old.json → new.json: warning QAPI4004: no command matches 'quer-*'\nold.json → new.json: warning QAPI4004: no event matches 'EE'\n",
            result.Error);

        Assert.Empty((await _cli.RunAsync("diff", "old.json", "new.json", "--commands", "*", "--events", "E")).Error);
        Assert.Empty((await _cli.RunAsync("diff", "old.json", "new.json", "--events", "E")).Error);
    }

    [Fact]
    public async Task Commands_events_and_role_choose_what_counts()
    {
        Add(Old, New);

        Assert.Contains("0 breaking, 1 risky", (await _cli.RunAsync("diff", "old.json", "new.json", "--commands", "b")).Output);
        Assert.Contains("QAPI3201 E", (await _cli.RunAsync("diff", "old.json", "new.json", "--events", "*")).Output);
        Assert.DoesNotContain("QAPI3201", (await _cli.RunAsync("diff", "old.json", "new.json", "--commands", "*")).Output);
        Assert.DoesNotContain("C# callers", (await _cli.RunAsync("diff", "old.json", "new.json", "--role", "server")).Output);
        Assert.Contains("C# callers", (await _cli.RunAsync("diff", "old.json", "new.json", "--role", "client")).Output);
    }

    [Fact]
    public async Task Events_that_are_chosen_take_no_command_out_of_the_comparison()
    {
        Add("{ 'command': 'a' }\n{ 'command': 'b' }\n{ 'event': 'E' }\n{ 'event': 'F' }\n", "{ 'command': 'b' }\n");

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json", "--events", "E");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("QAPI3101 a: command 'a' was removed", result.Output);
        Assert.Contains("QAPI3201 E", result.Output);
        Assert.DoesNotContain("QAPI3201 F", result.Output);
        Assert.Contains("QAPI3101 a", (await _cli.RunAsync("diff", "old.json", "new.json", "--events", "E", "--commands", "")).Output);
        Assert.Contains("QAPI3201 F", (await _cli.RunAsync("diff", "old.json", "new.json", "--events", "")).Output);
        CliResult both = await _cli.RunAsync("diff", "old.json", "new.json", "--events", "E", "--commands", "b");
        Assert.DoesNotContain("QAPI3101", both.Output);
        Assert.Contains("Only these commands and what they reach, as patterns: 'query-*;job-*'; default: all\n", Unwrapped((await _cli.RunAsync("diff", "--help")).Output));
        Assert.Contains("default: all, or none with --events", Unwrapped((await _cli.RunAsync("generate", "--help")).Output));
    }

    [Theory]
    [InlineData("old.json", "new.json")]
    [InlineData("old.json", "saved.json")]
    [InlineData("all")]
    [InlineData]
    public async Task Symbol_that_no_condition_of_any_side_asks_for_is_pointed_out_once(params string[] sides)
    {
        const string Older = "{ 'command': 'a', 'if': 'CONFIG_LINUX' }\n{ 'event': 'E' }\n";
        const string Newer = "{ 'command': 'a', 'if': 'CONFIG_LINUX' }\n{ 'event': 'E' }\n{ 'command': 'n', 'if': 'CONFIG_NEW' }\n";
        bool isNewKnown = !sides.Contains("saved.json");
        Add(Older, Newer);
        _cli.Files.Add("saved.json", """[{"name": "E", "meta-type": "event", "arg-type": "0"}, {"name": "0", "meta-type": "object", "members": []}]""");
        _cli.Files.Add("all/api-1.0.json", Older);
        _cli.Files.Add("all/api-1.1.json", Older);
        _cli.Files.Add("all/api-1.2.json", Newer);
        _cli.Files.Add("qapigen.toml", "roots = ['new.json']\nbaseline = 'old.json'\nconditions = ['CONFIG_LINXU', 'CONFIG_LINUX']\n");
        string[] formats = ["text", "json"];

        foreach (string format in formats)
        {
            CliResult configured = await _cli.RunAsync(["diff", .. sides, "--format", format]);
            CliResult given = await _cli.RunAsync(["diff", .. sides, "--format", format, "--conditions", isNewKnown ? "CONFIG_LINXU,CONFIG_NEW" : "CONFIG_LINXU"]);

            Assert.All((CliResult[])[configured, given], static result =>
            {
                Assert.Matches(@"^[^\n]*warning: no condition asks for 'CONFIG_LINXU'\. Did you mean 'CONFIG_LINUX'\?\n$", result.Error);
                Assert.NotEmpty(result.Output);
            });
        }

        Assert.Empty((await _cli.RunAsync(["diff", .. sides, "--conditions", "CONFIG_LINUX"])).Error);
        Assert.Empty((await _cli.RunAsync(["diff", .. sides, "--conditions", "none"])).Error);
    }

    [Fact]
    public async Task Configuration_is_found_upwards_and_options_win()
    {
        _cli.Files.Add("/qapigen.toml", "roots = ['w/new.json']\nbaseline = 'w/old.json'\nsuppressions = 'ok.txt'\nfail-on = 'never'\nconditions = 'none'\n[severity]\nQAPI3302 = 'error'\n");
        _cli.Files.Add("/ok.txt", "QAPI3101 a # nobody called it\n");
        Add(Old, New);

        CliResult result = await _cli.RunAsync("diff");

        Assert.Equal("old.json → new.json", result.Output.Split('\n')[0]);
        Assert.Contains("1 breaking, 0 risky", result.Output);
        Assert.Contains("QAPI3302 b.x", result.Output);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(1, (await _cli.RunAsync("diff", "--fail-on", "breaking")).ExitCode);
        Assert.Contains("QAPI3201 E", (await _cli.RunAsync("diff", "--conditions", "X")).Output);
    }

    // Editors of Windows begin with one.
    [Fact]
    public async Task Byte_order_mark_is_no_fault_of_any_file()
    {
        _cli.Files.Add("qapigen.toml", "\uFEFFroots = ['new.json']\nbaseline = 'old.json'\nsuppressions = 'ok.txt'\n");
        _cli.Files.Add("ok.txt", "\uFEFFQAPI3101 a # nobody called it\nQAPI3201 E # nobody waited for it\n");
        _cli.Files.Add("caps.replies", "\uFEFF{ \"return\": {} }\n{ \"return\": [ { \"name\": \"a\", \"meta-type\": \"command\", \"arg-type\": \"0\", \"ret-type\": \"0\" }, { \"name\": \"0\", \"meta-type\": \"object\", \"members\": [] } ] }\n");
        Add("\uFEFF" + Old, "\uFEFF" + New);

        CliResult result = await _cli.RunAsync("diff");
        CliResult session = await _cli.RunAsync("diff", "caps.replies", "old.json", "--fail-on", "never");

        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        Assert.Contains("0 breaking, 1 risky", result.Output);
        Assert.Equal((0, string.Empty), (session.ExitCode, session.Error));
    }

    [Fact]
    public async Task Faulty_configuration_gives_two()
    {
        _cli.Files.Add("qapigen.toml", "root = 'a'\n");
        Add(Old, New);

        CliResult result = await _cli.RunAsync("diff", "old.json", "new.json");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("/w/qapigen.toml(1,1): error: 'root' is no setting", result.Error);
    }

    [Fact]
    public async Task Recorded_session_is_a_side()
    {
        _cli.Files.Add("caps.replies", """
            { "QMP": { "version": {} } }

            { "execute": "qmp_capabilities", "id": "libvirt-1" }
            { "return": { }, "id": "libvirt-1" }

            { "return": [ { "name": "a", "meta-type": "command", "arg-type": "0", "ret-type": "0" }, { "name": "0", "meta-type": "object", "members": [] } ], "id": "libvirt-2" }

            { "return": [ ] }
            """);
        _cli.Files.Add("new.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n");

        CliResult result = await _cli.RunAsync("diff", "caps.replies", "new.json");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("QAPI3102 b", result.Output);
        Assert.Contains("0 breaking, 1 risky, 0 compatible", result.Output);
    }

    [LiveReleaseFact]
    public async Task Live_emulator_lacks_what_conditions_took_and_nothing_else()
    {
        await using var emulator = new OptionalProcess();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(emulator.PathOf("ready")));
        listener.Listen();
        string[] sockets = ["-qmp", $"unix:{emulator.PathOf("q")},server=on,wait=off", "-qmp", $"unix:{emulator.PathOf("ready")},server=off"];
        emulator.Start(LiveReleaseFactAttribute.Program, ["-M", "none", "-nodefaults", "-display", "none", .. sockets]);

        // The second monitor connects to us once the first one listens.
        using Socket ready = await listener.AcceptAsync();

        var cli = new CliHarness { RealFiles = new PhysicalFileSystem() };
        CliResult result = await cli.RunAsync(
            "diff", QemuSchemas.PathOf(LiveReleaseFactAttribute.Release, "qapi/qapi-schema.json"), $"unix:{emulator.PathOf("q")}", "--format", "json");

        AssertNothingBreaks(result);
    }

    [LiveReleaseTheory, QemuReleaseData]
    public async Task Each_live_release_is_compared_with_10_2(string release)
    {
        await using var emulator = new OptionalProcess();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(emulator.PathOf("ready")));
        listener.Listen();
        string[] sockets = ["-qmp", $"unix:{emulator.PathOf("q")},server=on,wait=off", "-qmp", $"unix:{emulator.PathOf("ready")},server=off"];
        emulator.Start(QemuReleases.Program(release, "qemu-system-x86_64"), ["-M", "none", "-nodefaults", "-display", "none", .. sockets]);
        using Socket ready = await listener.AcceptAsync();

        var cli = new CliHarness { RealFiles = new PhysicalFileSystem() };
        CliResult result = await cli.RunAsync("diff", QemuSchemas.PathOf("10.2", "qapi/qapi-schema.json"), $"unix:{emulator.PathOf("q")}");

        Assert.Empty(result.Error);
        Assert.Contains("QAPI3", result.Output);

        // A command that came after 7.2 and went with 11.0.
        bool hasIt = System.Version.Parse(release) is { Major: >= 8 and < 11 };
        Assert.Equal(!hasIt, result.Output.Contains("query-migrationthreads", System.StringComparison.Ordinal));
    }

    [LiveReleaseFact("qemu-storage-daemon")]
    public async Task Live_storage_daemon_lacks_what_conditions_took_and_nothing_else()
    {
        await using var daemon = new OptionalProcess();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(daemon.PathOf("ready")));
        listener.Listen();
        string[] sockets =
        [
            "--chardev", $"socket,id=q,path={daemon.PathOf("q")},server=on,wait=off", "--monitor", "chardev=q",
            "--chardev", $"socket,id=r,path={daemon.PathOf("ready")}", "--monitor", "chardev=r",
        ];
        daemon.Start("qemu-storage-daemon", sockets);
        using Socket ready = await listener.AcceptAsync();

        var cli = new CliHarness { RealFiles = new PhysicalFileSystem() };
        CliResult result = await cli.RunAsync(
            "diff", QemuSchemas.PathOf(LiveReleaseFactAttribute.Release, "storage-daemon/qapi/qapi-schema.json"), $"unix:{daemon.PathOf("q")}", "--format", "json");

        AssertNothingBreaks(result);
    }

    private static void AssertNothingBreaks(CliResult result)
    {
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.All(Findings(json), f =>
        {
            Assert.Equal("QAPI3904", f.GetProperty("rule").GetString());
            Assert.NotEqual("breaking", f.GetProperty("verdict").GetString());
            Assert.NotEqual(JsonValueKind.Null, f.GetProperty("place").ValueKind);
        });
        Assert.Equal(0, result.ExitCode);
    }

    private static JsonElement[] Findings(JsonDocument json) =>
        [.. json.RootElement.EnumerateArray()];

    private void Add(string old, string @new)
    {
        _cli.Files.Add("old.json", old);
        _cli.Files.Add("new.json", @new);
    }

    private static string Unwrapped(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\n {20,}", " ");
}
