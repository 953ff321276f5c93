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
        var cli = new CliHarness { Connect = _server.ConnectAsync, Input = "query-jobs\n.wait JOB_STATUS_CHANGE status=concluded id=j\nquery-jobs\n" };
        Task<CliResult> run = cli.RunAsync("shell", "/x", "--timeout", "300");
        await _server.ReceivesAsync("query-jobs");
        await EmitAsync("running", "j");
        await EmitAsync("concluded", "other");
        await EmitAsync("concluded", "j");

        CliResult result = await run;

        Assert.Equal("[]\n{\"id\": \"j\", \"status\": \"concluded\"}\n[]\n", result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_command_waits_for_an_event_with_a_value()
    {
        var cli = new CliHarness { Connect = _server.ConnectAsync };
        Task<CliResult> run = cli.RunAsync("shell", "/x", "query-jobs", "--wait", "JOB_STATUS_CHANGE status=concluded", "--timeout", "300");
        await _server.ReceivesAsync("query-jobs");
        await EmitAsync("running", "j");
        await EmitAsync("concluded", "j");

        Assert.Equal("[]\n{\"id\": \"j\", \"status\": \"concluded\"}\n", (await run).Output);
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
    [InlineData(".wait")]
    [InlineData(".wait status=x")]
    [InlineData(".help")]
    public async Task What_a_script_has_no_use_for_is_said_with_its_line(string line)
    {
        var cli = new CliHarness { Connect = _server.ConnectAsync, Input = line + "\n" };

        CliResult result = await cli.RunAsync("shell", "/x");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Scripts know .wait", result.Error, StringComparison.Ordinal);
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
