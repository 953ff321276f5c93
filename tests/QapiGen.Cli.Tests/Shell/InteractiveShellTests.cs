using System;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using Xunit;

namespace QapiGen.Cli.Tests.Shell;

public sealed class InteractiveShellTests : IDisposable
{
    private readonly VirtualTerminal _terminal = new(100);
    private readonly CliHarness _cli;
    private readonly FakeServer _server = new FakeServer()
        .Answer("query-qmp-schema", TestSchema.Json.ReplaceLineEndings(" "))
        .Answer("query-jobs", """[{"id": "j0", "status": "running"}]""")
        .Refuse("job-pause", "DeviceNotFound", "no \u001b[31m such job")
        .Ignore("query-status");

    public InteractiveShellTests()
    {
        _cli = new CliHarness { Connect = _server.ConnectAsync, OpenTerminal = () => _terminal };
        _cli.Variables["HOME"] = "/home/u";
    }

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public async Task A_session_from_greeting_to_leaving()
    {
        _terminal.Enter("query-jobs").Enter("job-pause x").Enter("jbo-pause x").Press(ConsoleKey.D, control: true);

        CliResult result = await _cli.RunAsync("shell", "/x");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            """
            Connected to QEMU 7.2.22, 6 commands. Tab completes, .help explains, Ctrl-D leaves.
            qmp> query-jobs
            [{"id": "j0", "status": "running"}]
            qmp> job-pause x
            error: DeviceNotFound: no \u001B[31m such job
            qmp> jbo-pause x
            error: there is no command 'jbo-pause'
            Did you mean 'job-pause'?
            qmp>
            """.ReplaceLineEndings("\n"),
            _terminal.Screen);
        Assert.True(_terminal.IsDisposed);
        Assert.Equal("query-jobs\njob-pause x\njbo-pause x\n", _cli.Files.ReadText("/home/u/.local/state/qapigen/history"));
    }

    [Fact]
    public async Task Events_come_above_the_line_that_is_being_written()
    {
        Task<CliResult> run = _cli.RunAsync("shell", "/x");
        _terminal.Type("query-j");
        await _terminal.ShowsAsync("qmp> query-j");
        await _server.SendAsync("""{"event": "JOB_STATUS_CHANGE", "data": {"id": "a", "status": "paused"}, "timestamp": {"seconds": -1, "microseconds": -1}}""");
        await _terminal.ShowsAsync("--:--:--.--- JOB_STATUS_CHANGE {\"id\": \"a\", \"status\": \"paused\"}\nqmp> query-j");
        _terminal.Type("obs").Press(ConsoleKey.Enter).Enter(".exit");

        await run;

        Assert.Contains("qmp> query-jobs\n[{\"id\"", _terminal.Screen);
    }

    [Fact]
    public async Task Hidden_events_do_not_come()
    {
        _terminal.Enter(".events off").Enter("query-jobs");
        Task<CliResult> run = _cli.RunAsync("shell", "/x");
        await _terminal.ShowsAsync("j0");
        await _server.SendAsync("""{"event": "A", "timestamp": {"seconds": 1, "microseconds": 1}}""");
        _terminal.Enter("query-jobs").Enter(".exit");

        await run;

        Assert.DoesNotContain(" A", _terminal.Screen);
    }

    [Fact]
    public async Task Control_C_stops_waiting_and_the_session_goes_on()
    {
        Task<CliResult> run = _cli.RunAsync("shell", "/x");
        _terminal.Enter("query-status");
        await _server.ReceivesAsync("query-status");

        _terminal.Press(ConsoleKey.C, control: true);
        await _terminal.ShowsAsync("(gave up waiting; the server may still do it)");
        _terminal.Enter("query-jobs").Press(ConsoleKey.D, control: true);

        Assert.Equal(0, (await run).ExitCode);
        Assert.Contains("j0", _terminal.Screen);
    }

    [Fact]
    public async Task The_end_of_the_connection_ends_the_session()
    {
        Task<CliResult> run = _cli.RunAsync("shell", "/x");
        await _terminal.ShowsAsync("qmp>");
        await _server.CloseAsync();

        Assert.Equal(0, (await run).ExitCode);
        Assert.EndsWith("The server closed the connection.", _terminal.Screen.TrimEnd());
    }

    [Fact]
    public async Task JSON_goes_on_over_several_lines()
    {
        _terminal.Enter("{\"execute\":").Enter("\"query-jobs\"}").Press(ConsoleKey.D, control: true);

        await _cli.RunAsync("shell", "/x");

        Assert.Contains("...> \"query-jobs\"}\n[{\"id\": \"j0\"", _terminal.Screen);
    }

    [Theory]
    [InlineData(".help", ".commands")]
    [InlineData("help", "Commands of the server")]
    [InlineData(".help job-cancel", "job-cancel (command)")]
    [InlineData(".help blockdev-add", "blockdev-add (command) [deprecated]")]
    [InlineData(".help blockdev-add", "More depends on 'driver' (file, qcow2): add driver=VALUE to .help.")]
    [InlineData(".help blockdev-add driver=file", "filename  str")]
    [InlineData(".help JOB_STATUS_CHANGE", "status  running|paused")]
    [InlineData(".help query-jobs", "Returns: [object]")]
    [InlineData(".help job-cancle", "Did you mean 'job-cancel'?")]
    [InlineData(".commands job", "job-cancel  job-pause   query-jobs")]
    [InlineData(".commands job*", "job-cancel  job-pause\n")]
    [InlineData(".commands zzz", "(none)")]
    [InlineData(".events", "JOB_STATUS_CHANGE")]
    [InlineData(".wait", "Write .wait NAME")]
    [InlineData(".wait status=x", "Write .wait NAME")]
    [InlineData(".wait JOB_STATUS_CHANG", "error: the server has no event 'JOB_STATUS_CHANG'\nDid you mean 'JOB_STATUS_CHANGE'?")]
    [InlineData(".wait JOB_STATUS_CHANGE statu=paused", "error: JOB_STATUS_CHANGE has no member 'statu'\nDid you mean 'status'?")]
    [InlineData(".hlep", "Did you mean '.help'?")]
    [InlineData(".history", ".history")]
    public async Task The_shells_own_commands(string line, string expected)
    {
        _terminal.Enter(line).Press(ConsoleKey.D, control: true);

        await _cli.RunAsync("shell", "/x");

        Assert.Contains(expected, _terminal.Screen);
    }

    [Fact]
    public async Task Waiting_for_an_event_ends_with_it()
    {
        Task<CliResult> run = _cli.RunAsync("shell", "/x");
        _terminal.Enter(".events off").Enter(".wait JOB_STATUS_CHANGE");
        await _terminal.ShowsAsync(".wait JOB_STATUS_CHANGE");
        Task shown = _terminal.ShowsAsync("{\"id\": \"a\"}");
        while (!shown.IsCompleted)
        {
            await _server.SendAsync("""{"event": "JOB_STATUS_CHANGE", "data": {"id": "a"}, "timestamp": {"seconds": 1, "microseconds": 1}}""");
            await Task.Yield();
        }

        _terminal.Press(ConsoleKey.D, control: true);

        Assert.Equal(0, (await run).ExitCode);
    }

    [Fact]
    public async Task Waiting_for_an_event_with_a_value_ends_with_that()
    {
        Task<CliResult> run = _cli.RunAsync("shell", "/x");
        _terminal.Enter(".events off").Enter(".wait JOB_STATUS_CHANGE status=paused");
        await _terminal.ShowsAsync(".wait JOB_STATUS_CHANGE status=paused");
        Task shown = _terminal.ShowsAsync("{\"id\": \"b\", \"status\": \"paused\"}");
        while (!shown.IsCompleted)
        {
            await _server.SendAsync("""{"event": "JOB_STATUS_CHANGE", "data": {"id": "a", "status": "running"}, "timestamp": {"seconds": 1, "microseconds": 1}}""");
            await _server.SendAsync("""{"event": "JOB_STATUS_CHANGE", "data": {"id": "b", "status": "paused"}, "timestamp": {"seconds": 1, "microseconds": 1}}""");
            await Task.Yield();
        }

        _terminal.Press(ConsoleKey.D, control: true);

        Assert.Equal(0, (await run).ExitCode);
        Assert.DoesNotContain("\"id\": \"a\"", _terminal.Screen, StringComparison.Ordinal);
    }
}
