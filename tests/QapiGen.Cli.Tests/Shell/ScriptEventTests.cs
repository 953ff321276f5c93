using System;
using System.Globalization;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using Xunit;

namespace QapiGen.Cli.Tests.Shell;

/// <summary>Waiting for events without a person.</summary>
public sealed class ScriptEventTests
{
    private readonly FakeServer _server = new FakeServer()
        .Answer("query-qmp-schema", TestSchema.Json.ReplaceLineEndings(" "))
        .Answer("query-jobs", "[]");

    [Fact]
    public async Task A_script_waits_for_an_event_with_a_value_that_came_before_the_line()
    {
        var cli = new CliHarness { Connect = _server.ConnectAsync, Input = "query-jobs\n.wait JOB_STATUS_CHANGE status=paused id=j\nquery-jobs\n" };
        Task<CliResult> run = cli.RunAsync("shell", "/x", "--timeout", "300");
        await _server.ReceivesAsync("query-jobs");
        await EmitAsync("running", "j");
        await EmitAsync("paused", "other");
        await EmitAsync("paused", "j");

        CliResult result = await run;

        Assert.Equal("[]\n{\"id\": \"j\", \"status\": \"paused\"}\n[]\n", result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_command_waits_for_an_event_with_a_value()
    {
        var cli = new CliHarness { Connect = _server.ConnectAsync };
        Task<CliResult> run = cli.RunAsync("shell", "/x", "query-jobs", "--wait", "JOB_STATUS_CHANGE status=paused", "--timeout", "300");
        await _server.ReceivesAsync("query-jobs");
        await EmitAsync("running", "j");
        await EmitAsync("paused", "j");

        Assert.Equal("[]\n{\"id\": \"j\", \"status\": \"paused\"}\n", (await run).Output);
    }

    [Fact]
    public async Task A_script_lists_the_events_that_the_server_sends()
    {
        var cli = new CliHarness { Connect = _server.ConnectAsync, Input = ".events\n" };

        CliResult result = await cli.RunAsync("shell", "/x");

        Assert.Contains("JOB_STATUS_CHANGE", result.Output.Split('\n'));
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData(".commands", "blockdev-add\njob-cancel\njob-pause\nquery-jobs\nquery-status\ntune\n")]
    [InlineData(".commands JOB", "job-cancel\njob-pause\nquery-jobs\n")]
    [InlineData(".commands job*", "job-cancel\njob-pause\n")]
    [InlineData(".commands *JOB*", "job-cancel\njob-pause\nquery-jobs\n")]
    [InlineData(".commands tune,*-jobs", "query-jobs\ntune\n")]
    [InlineData(".commands *", "blockdev-add\njob-cancel\njob-pause\nquery-jobs\nquery-status\ntune\n")]
    [InlineData(".events job_*", "JOB_STATUS_CHANGE\n")]
    [InlineData(".events", "JOB_STATUS_CHANGE\n")]
    [InlineData(".events zzz", "")]
    public async Task What_hints_name_works_in_scripts_and_as_the_one_command(string line, string expected)
    {
        CliResult script = await new CliHarness { Connect = _server.ConnectAsync, Input = line + "\n" }.RunAsync("shell", "/x");
        CliResult command = await new CliHarness { Connect = _server.ConnectAsync }.RunAsync(["shell", "/x", .. line.Split(' ')]);

        Assert.Equal(new CliResult(0, expected, ""), script);
        Assert.Equal(script, command);
    }

    [Fact]
    public async Task An_unknown_command_is_looked_for_with_what_works_where_it_was_written()
    {
        const string expected = "error: there is no command 'guest-ping'\nThe command .commands lists all of them; ";
        CliResult script = await new CliHarness { Connect = _server.ConnectAsync, Input = "guest-ping\n" }.RunAsync("shell", "/x");
        CliResult command = await new CliHarness { Connect = _server.ConnectAsync }.RunAsync("shell", "/x", "guest-ping", "x=1");
        CliResult unasked = await new CliHarness { Connect = _server.ConnectAsync }.RunAsync("shell", "/x", "guest-ping");

        Assert.StartsWith(expected, script.Error, StringComparison.Ordinal);
        Assert.StartsWith(expected, command.Error, StringComparison.Ordinal);
        Assert.Equal("error: CommandNotFound: The command guest-ping has not been found\nThe command .commands lists all of them.\n", unasked.Error);
    }

    [Fact]
    public async Task An_event_can_be_all_that_is_asked_for()
    {
        var cli = new CliHarness { Connect = _server.ConnectAsync };
        Task<CliResult> run = cli.RunAsync("shell", "/x", ".wait", "JOB_STATUS_CHANGE", "id=j", "--timeout", "300");
        await _server.ReceivesAsync("query-qmp-schema");

        // Events are kept for who listens first.
        await EmitAsync("paused", "j");

        Assert.Equal(new CliResult(0, "{\"id\": \"j\", \"status\": \"paused\"}\n", ""), await run);
    }

    [Theory]
    [InlineData("JOB_STATUS_CHANGE stat=paused", "JOB_STATUS_CHANGE has no member 'stat'\nValid are 'id' and 'status'.")]
    [InlineData("JOB_STATUS_CHANGE statu=paused", "JOB_STATUS_CHANGE has no member 'statu'\nDid you mean 'status'?")]
    [InlineData("JOB_STATUS_CHANGE id.x=paused", "'id' of JOB_STATUS_CHANGE has no member 'x'\nIt has none.")]
    [InlineData("JOB_STATUS_CHANGE status=puased", "'puased' is no value for 'status'\nDid you mean 'paused'?")]
    [InlineData("JOB_STATUS_CHANGE status=1", "'1' is no value for 'status'\nValid is running|paused.")]
    public async Task Nobody_waits_for_a_member_or_a_value_that_the_event_does_not_have(string pattern, string expected)
    {
        CliResult script = await new CliHarness { Connect = _server.ConnectAsync, Input = $".wait {pattern}\n" }.RunAsync("shell", "/x");
        CliResult command = await new CliHarness { Connect = _server.ConnectAsync }.RunAsync("shell", "/x", "query-jobs", "--wait", pattern);

        Assert.Equal((2, $"error: {expected}\nin line 1: .wait {pattern}\n"), (script.ExitCode, script.Error));
        Assert.Equal((2, $"error: {expected}\n"), (command.ExitCode, command.Error));
        Assert.DoesNotContain(_server.Received, static received => received.Command == "query-jobs");
    }

    [Theory]
    [InlineData("--wait", "JOB_STATUS_CHANGE")]
    [InlineData(".events", "--wait", "JOB_STATUS_CHANGE")]
    public async Task A_wait_after_nothing_is_refused(params string[] words)
    {
        CliResult result = await new CliHarness { Connect = _server.ConnectAsync }.RunAsync(["shell", "/x", .. words]);

        Assert.Equal(
            (2, "qapigen: error: --wait waits after a command of the server, and there is none\nWhere lines are read there is .wait EVENT.\n"),
            (result.ExitCode, result.Error));
        Assert.Empty(_server.Received);
    }

    [Fact]
    public async Task The_event_that_is_waited_for_is_named_when_the_connection_ends_before_it()
    {
        using var output = new HeardWriter();
        var cli = new CliHarness { Connect = _server.ConnectAsync, MakeOutput = () => output };
        Task<CliResult> run = cli.RunAsync("shell", "/x", "query-jobs", "--wait", "JOB_STATUS_CHANGE id=j", "--timeout", "300");
        await output.HearAsync("[]").WaitAsync(TimeSpan.FromMinutes(2));
        await _server.CloseAsync();

        Assert.Equal("qapigen: error: The connection was closed before JOB_STATUS_CHANGE id=j came\n", (await run).Error);
    }

    [Theory]
    [InlineData(".wait")]
    [InlineData(".wait status=x")]
    [InlineData(".help")]
    public async Task What_a_script_has_no_use_for_is_said_with_its_line(string line)
    {
        var cli = new CliHarness { Connect = _server.ConnectAsync, Input = line + "\n" };

        CliResult result = await cli.RunAsync("shell", "/x");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("In a script the shell knows .wait EVENT [MEMBER=VALUE...], .events [PATTERN] and .commands [PATTERN].", result.Error, StringComparison.Ordinal);
        Assert.Contains("in line 1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_in_a_script_has_the_deadline()
    {
        // The deadline is that of connecting, too: a machine that is too busy for it gets more time.
        CliResult result;
        double seconds = 0.1;
        do
        {
            seconds *= 3;
            var cli = new CliHarness { Connect = _server.ConnectAsync, Input = "query-jobs\n.wait JOB_STATUS_CHANGE id=never\n" };
            result = await cli.RunAsync("shell", "/x", "--timeout", seconds.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(2, result.ExitCode);
        }
        while (seconds < 100 && !result.Error.Contains("id=never did not", StringComparison.Ordinal));

        Assert.Contains("JOB_STATUS_CHANGE id=never did not come", result.Error, StringComparison.Ordinal);
        Assert.Contains("in line 2: .wait JOB_STATUS_CHANGE id=never", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_waits_for_an_event_that_the_server_does_not_have()
    {
        var script = new CliHarness { Connect = _server.ConnectAsync, Input = "query-jobs\n.wait JOB_STATUS_CHANG status=paused\n" };
        CliResult result = await script.RunAsync("shell", "/x");

        Assert.Equal((2, "[]\n"), (result.ExitCode, result.Output));
        Assert.Contains("the server has no event 'JOB_STATUS_CHANG'\nDid you mean 'JOB_STATUS_CHANGE'?\nin line 2: ", result.Error, StringComparison.Ordinal);

        _server.Received.Clear();
        var command = new CliHarness { Connect = _server.ConnectAsync };
        result = await command.RunAsync("shell", "/x", "query-jobs", "--wait", "JOB_STATUS_CHANG status=paused");

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("Did you mean 'JOB_STATUS_CHANGE'?", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_server.Received, static received => received.Command == "query-jobs");
    }

    private Task EmitAsync(string status, string id) =>
        _server.SendAsync($"{{\"event\": \"JOB_STATUS_CHANGE\", \"data\": {{\"id\": \"{id}\", \"status\": \"{status}\"}}}}");
}
