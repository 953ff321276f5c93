using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

public sealed class CheckCommandTests
{
    private readonly CliHarness _cli = new();

    [Fact]
    public async Task A_sound_schema_gives_one_line_and_zero()
    {
        _cli.Files.Add("a.json", "{ 'struct': 'S', 'data': { 'x': 'int' } }\n{ 'command': 'c', 'returns': 'S' }\n");

        CliResult result = await _cli.RunAsync("check", "a.json");

        Assert.Equal(new CliResult(0, "a.json: no faults (1 file, 1 command, 0 events, 1 type)\n", ""), result);
    }

    [Fact]
    public async Task A_fault_names_path_line_column_and_rule()
    {
        _cli.Files.Add("dir/a.json", "{ 'struct': 'S',\n  'data': { 'x' 'int' } }\n");

        CliResult result = await _cli.RunAsync("check", "dir/a.json");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"^dir/a\.json\(2,17\): error QAPI\d{4}: ", result.Error);
        Assert.StartsWith("dir/a.json: 1 error (", result.Output);
    }

    [Fact]
    public async Task A_fault_in_an_included_file_shows_how_it_was_reached()
    {
        _cli.Files.Add("q/root.json", "{ 'include': 'sub/b.json' }\n");
        _cli.Files.Add("q/sub/b.json", "\n{ 'include': '../c.json' }\n");
        _cli.Files.Add("q/c.json", "{ 'struct' }\n");

        CliResult result = await _cli.RunAsync("check", "q/root.json");

        string[] lines = result.Error.Split('\n');
        Assert.StartsWith("q/sub/../c.json(1,12): error QAPI", lines[0]);
        Assert.Equal("    included from q/root.json(1,1)", lines[1]);
        Assert.Equal("    included from q/sub/b.json(2,1)", lines[2]);
    }

    [Fact]
    public async Task A_missing_include_is_reported_at_the_directive()
    {
        _cli.Files.Add("a.json", "{ 'include': 'gone.json' }\n");

        CliResult result = await _cli.RunAsync("check", "a.json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("a.json(1,14): error QAPI0041: can't read include file 'gone.json': no such file", result.Error);
    }

    [Theory]
    [InlineData("Job.json", "job.json")]
    [InlineData(" job.json ", "job.json")]
    [InlineData("Sub\\\\Types.json", "sub/types.json")]
    [InlineData("jbo.json", "job.json")]
    public async Task A_file_that_is_nearly_meant_by_an_include_is_named(string include, string meant)
    {
        _cli.Files.Add("dir/a.json", $"{{ 'include': '{include}' }}\n");
        _cli.Files.Add("dir/job.json", string.Empty);
        _cli.Files.Add("dir/sub/types.json", string.Empty);

        CliResult result = await _cli.RunAsync("check", "dir/a.json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"dir/a.json(1,14): error QAPI0041: can't read include file 'dir/{include}': no such file; '{meant}' is meant, perhaps\n".Replace("\\\\", "\\", System.StringComparison.Ordinal), result.Error);
    }

    [Fact]
    public async Task A_file_that_has_a_name_is_named_when_it_is_nearly_meant()
    {
        _cli.Files.Add("a.json", "{ 'include': 'Types.json' }\n");
        _cli.Files.Add("far/away.json", string.Empty);

        CliResult result = await _cli.RunAsync("check", "a.json", "--include", "types.json=far/away.json");

        Assert.Contains("'Types.json': no such file; 'types.json' is meant, perhaps\n", result.Error);
    }

    [Fact]
    public async Task A_file_reached_by_two_spellings_is_read_once()
    {
        _cli.Files.Add("a.json", "{ 'include': 'd/../b.json' }\n{ 'include': '/w/b.json' }\n{ 'include': 'b.json' }\n");
        _cli.Files.Add("d/x", string.Empty);
        _cli.Files.Add("b.json", "{ 'struct': 'Ess', 'data': { 'x': 'int' } }\n");

        CliResult result = await _cli.RunAsync("check", "a.json");

        Assert.Equal("a.json: no faults (2 files, 0 commands, 0 events, 1 type)\n", result.Output);
    }

    [Fact]
    public async Task A_root_that_is_not_UTF8_is_one_error_without_a_position()
    {
        _cli.Files.Add("a.json", [0x23, 0x20, 0xC3, 0x28, 0x0A]);

        CliResult result = await _cli.RunAsync("check", "a.json");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("a.json: error QAPI0001: can't read schema file 'a.json': it isn't UTF-8: byte 0xC3 at offset 2\n", result.Error);
    }

    [Theory]
    [InlineData("nope.json", "no such file")]
    [InlineData("qapi-shcema.json", "Did you mean 'qapi-schema.json'?")]
    [InlineData("qapi/qapi_schema.json", "Did you mean 'qapi/qapi-schema.json'?")]
    [InlineData("", "that is no file name")]
    public async Task A_root_that_cannot_be_read_ends_with_two_and_names_what_is_near(string path, string expected)
    {
        _cli.Files.Add("qapi-schema.json", string.Empty);
        _cli.Files.Add("qapi/qapi-schema.json", string.Empty);

        CliResult result = await _cli.RunAsync("check", path);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("error QAPI0001", result.Error);
        Assert.Contains(expected, result.Error);
    }

    [Fact]
    public async Task Every_root_is_checked_and_the_gravest_outcome_counts()
    {
        _cli.Files.Add("good.json", string.Empty);
        _cli.Files.Add("bad.json", "}\n");

        CliResult result = await _cli.RunAsync("check", "bad.json", "gone.json", "good.json");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("bad.json: 1 error", result.Output);
        Assert.Contains("good.json: no faults", result.Output);
        Assert.Equal(1, (await _cli.RunAsync("check", "good.json", "bad.json")).ExitCode);
    }

    [Fact]
    public async Task A_symbol_that_no_condition_asks_for_is_pointed_out()
    {
        _cli.Files.Add("a.json", "{ 'struct': 'Ess', 'data': { 'x': 'int' }, 'if': { 'any': ['CONFIG_VNC', 'defined(CONFIG_OLD)'] } }\n");

        CliResult result = await _cli.RunAsync("check", "a.json", "--conditions", "CONFIG_VNX,CONFIG_OLD");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("a.json: warning: no condition asks for 'CONFIG_VNX'. Did you mean 'CONFIG_VNC'?\n", result.Error);
    }

    [Fact]
    public async Task A_schema_of_another_release_is_recognised_when_the_dialect_refuses_it()
    {
        _cli.Files.Add("a.json", "{ 'pragma': { 'returns-whitelist': [] } }\n");

        CliResult result = await _cli.RunAsync("check", "--dialect", "7.2", "a.json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("This looks like a schema of QEMU 5.2 (see a.json(1,15)): try --dialect 5.2, or leave --dialect out.", result.Error);
    }

    [Fact]
    public async Task A_schema_that_fails_in_its_own_dialect_gets_no_hint()
    {
        _cli.Files.Add("a.json", "{ 'pragma': { 'returns-whitelist': [] } }\n}\n");

        CliResult result = await _cli.RunAsync("check", "--dialect", "5.2", "a.json");

        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("looks like", result.Error);
    }

    [Fact]
    public async Task Colours_are_only_written_where_they_are_wanted()
    {
        var cli = new CliHarness { Colors = true };
        cli.Files.Add("a.json", "}\n");

        Assert.Contains("\e[31merror\e[0m", (await cli.RunAsync("check", "a.json")).Error);
        _cli.Files.Add("a.json", "}\n");
        Assert.DoesNotContain("\e", (await _cli.RunAsync("check", "a.json")).Error);
    }

    [QemuSchemasTheory]
    [MemberData(nameof(QemuSchemas.Roots), MemberType = typeof(QemuSchemas))]
    public async Task Every_real_schema_passes_leniently_and_in_its_own_dialect(string release, string root)
    {
        var cli = new CliHarness { RealFiles = new PhysicalFileSystem() };
        string path = QemuSchemas.PathOf(release, root);

        Assert.Equal((0, ""), Outcome(await cli.RunAsync("check", path)));
        Assert.Equal((0, ""), Outcome(await cli.RunAsync("check", path, "--dialect", release)));
    }

    private static (int ExitCode, string Error) Outcome(CliResult result) => (result.ExitCode, result.Error);

    [Theory]
    [InlineData("job.json=lib/jobs.json")]
    [InlineData("shared")]
    public async Task An_include_that_lies_elsewhere_is_found_where_the_call_says(string include)
    {
        _cli.Files.Add("a.json", "{ 'include': 'job.json' }\n{ 'command': 'c', 'returns': 'JobInfo' }\n");
        _cli.Files.Add("lib/jobs.json", "{ 'struct': 'JobInfo', 'data': { } }\n");
        _cli.Files.Add("shared/job.json", "{ 'struct': 'JobInfo', 'data': { } }\n");

        foreach (string verb in new[] { "check", "dump", "introspect" })
        {
            CliResult result = await _cli.RunAsync(verb, "a.json", "--include", include);

            Assert.Equal((0, ""), (result.ExitCode, result.Error));
        }

        Assert.Equal(0, (await _cli.RunAsync("generate", "a.json", "-o", "out", "-n", "A", "-I", include)).ExitCode);
        Assert.Equal(0, (await _cli.RunAsync("diff", "a.json", "a.json", "-I", include)).ExitCode);
    }

    [Fact]
    public async Task A_file_of_a_subfolder_is_found_in_the_directory_that_has_the_subfolder()
    {
        _cli.Files.Add("q/a.json", "{ 'include': 'sub/b.json' }\n");
        _cli.Files.Add("lib/sub/b.json", "{ 'include': 'c.json' }\n");
        _cli.Files.Add("lib/sub/c.json", "{ 'command': 'c' }\n");

        Assert.Equal("q/a.json: no faults (3 files, 1 command, 0 events, 0 types)\n", (await _cli.RunAsync("check", "q/a.json", "-I", "lib")).Output);
    }

    [Fact]
    public async Task A_module_that_a_package_has_is_said()
    {
        _cli.Files.Add("a.json", "{ 'include': 'job.json' }\n");

        CliResult result = await _cli.RunAsync("check", "a.json");

        Assert.Contains("'job.json': no such file; the package QapiGen.Jobs has one", result.Error);
    }

    [Theory]
    [InlineData("gone", "--include gone: there is no such directory")]
    [InlineData("x.json=gone.json", "there is no file 'gone.json'")]
    [InlineData("a.json", "Say by which name it is included: --include a.json=a.json")]
    public async Task An_include_option_that_leads_nowhere_is_a_fault_of_the_call(string include, string message)
    {
        _cli.Files.Add("a.json", "{ 'command': 'c' }\n");

        CliResult result = await _cli.RunAsync("check", "a.json", "--include", include);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public async Task Configuration_says_what_the_call_does_not()
    {
        _cli.Files.Add("/qapigen.toml", "roots = ['w/one.json']\ndialect = '10.2'\nconditions = 'NONSUCH'\n");
        _cli.Files.Add("/w/one.json", "{ 'command': 'a', 'if': 'X', 'features': [ 'f' ] }\n{ 'struct': 'Ess', 'data': { 'x': 'int' }, 'if': [ 'X', 'Y' ] }\n");

        CliResult strict = await _cli.RunAsync("check");
        CliResult lenient = await _cli.RunAsync("check", "--dialect", "lenient");

        Assert.Equal(1, strict.ExitCode);
        Assert.Contains("one.json(2,", strict.Error);
        Assert.Equal(0, lenient.ExitCode);
        Assert.Contains("NONSUCH", lenient.Error);
    }

    [Fact]
    public async Task Call_without_a_schema_says_what_to_name()
    {
        CliResult result = await _cli.RunAsync("check");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no qapigen.toml has roots", result.Error);
    }
}
