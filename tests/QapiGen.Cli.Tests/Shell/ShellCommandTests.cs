using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Cli.Tests.Shell;

public sealed class ShellCommandTests
{
    private readonly FakeServer _server = new FakeServer()
        .Answer("query-qmp-schema", TestSchema.Json.ReplaceLineEndings(" "))
        .Answer("query-jobs", """[{"id": "j0", "status": "running", "text": "ä\u001b"}]""")
        .Answer("job-cancel", "{}")
        .Refuse("job-pause", "GenericError", "Job not found");

    [Fact]
    public async Task One_command_prints_its_result_on_one_line()
    {
        CliResult result = await Cli().RunAsync("shell", "unix:/x", "query-jobs");

        Assert.Equal(new CliResult(0, "[{\"id\": \"j0\", \"status\": \"running\", \"text\": \"ä\\u001B\"}]\n", ""), result);
        Assert.DoesNotContain("query-qmp-schema", _server.Received.Select(r => r.Command));
    }

    [Fact]
    public async Task Arguments_get_the_types_of_the_schema()
    {
        CliResult result = await Cli().RunAsync("shell", "/x", "job-cancel", "id=7");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(("job-cancel", """{"id": "7"}"""), _server.Received.Select(r => (r.Command, r.Arguments.Replace(":\"", ": \"", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_message_is_sent_as_deep_as_QEMU_takes_it()
    {
        string arguments = $"{{\"id\": {new string('[', WireJson.MaxDepth - 2)}{new string(']', WireJson.MaxDepth - 2)}}}";

        CliResult result = await Cli().RunAsync("shell", "/x", $"{{\"execute\": \"job-cancel\", \"arguments\": {arguments}}}");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(("job-cancel", arguments), _server.Received);
    }

    [Fact]
    public async Task An_error_of_the_server_goes_to_stderr_and_ends_with_one()
    {
        CliResult result = await Cli().RunAsync("shell", "/x", "job-pause", "id=7");

        Assert.Equal(new CliResult(1, "", "error: GenericError: Job not found\n"), result);
    }

    [Theory]
    [InlineData("query-jbos", "error: CommandNotFound: The command query-jbos has not been found\nDid you mean 'query-jobs'?\n")]
    [InlineData("job-pause id=1 fast=on", "error: GenericError: Job not found\nAs far as the schema shows, there is no argument 'fast'. Valid are 'id'.\n")]
    public async Task An_error_of_the_server_comes_with_what_may_be_its_reason(string words, string error)
    {
        CliResult result = await Cli().RunAsync(["shell", "/x", .. words.Split(' ')]);

        Assert.Equal(new CliResult(1, "", error), result);
    }

    [Fact]
    public async Task With_a_schema_file_an_unknown_argument_is_refused_at_once_unless_the_command_takes_more()
    {
        FakeServer agent = new FakeServer(isAgent: true).Answer("guest-info", "{}").Answer("open", "{}");
        var cli = new CliHarness { Connect = agent.ConnectAsync };
        cli.Files.Add("a.json", "{ 'command': 'strict', 'data': { '*x': 'int' } }\n{ 'command': 'open', 'gen': false }\n");

        CliResult refused = await cli.RunAsync("shell", "/x", "-g", "-s", "a.json", "strict", "y=1");
        CliResult sent = await cli.RunAsync("shell", "/x", "-g", "-s", "a.json", "open", "y=1");

        Assert.Equal((2, "error: there is no argument 'y'\nDid you mean 'x'?\n"), (refused.ExitCode, refused.Error));
        Assert.Equal((0, ""), (sent.ExitCode, sent.Error));
    }

    [Theory]
    [InlineData("shell /x job-cancel idd=7", "Did you mean 'id'?")]
    [InlineData("shell", "required argument missing")]
    [InlineData("shell tcp:host query-jobs", "'tcp:host' is no address")]
    [InlineData("shell unix: query-jobs", "'unix:' is no address")]
    [InlineData("shell tcp:host:1,tls-creds=t query-jobs", "'tcp:host:1,tls-creds=t' is not an address: 'tls-creds=t' has no effect here, where tls:HOST:PORT asks for TLS")]
    [InlineData("shell unx:/x query-jobs", "'unx:/x' is no address: write unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, pipe:NAME, or the path of a Unix socket")]
    [InlineData("shell tcp:localhost:1 --tls-ca ca.pem query-jobs", "tcp:localhost:1 doesn't speak TLS\nWrite tls:HOST:PORT, or leave the --tls options out.")]
    [InlineData("shell tls:localhost:1 --tls-key key.pem query-jobs", "--tls-key is of no use without --tls-cert")]
    [InlineData("shell tls:localhost:1 --tls-ca /nowhere/ca.pem query-jobs", "--tls-ca: '/nowhere/ca.pem' can't be used: ")]
    [InlineData("shell /x --timeout 0 query-jobs", "--timeout takes a number of seconds above 0 and below 86400, not '0'")]
    [InlineData("shell /x --timeout 1e300 query-jobs", "--timeout takes a number of seconds above 0 and below 86400, not '1e300'")]
    [InlineData("shell /x --timeout soon query-jobs", "--timeout takes a number of seconds above 0 and below 86400, not 'soon'")]
    [InlineData("shell /x --schem f query-jobs", "Did you mean '--schema'?")]
    [InlineData("shell /x --schema nope.json query-jobs", "can't read schema file 'nope.json'")]
    public async Task A_wrong_call_ends_with_two(string line, string expected)
    {
        CliResult result = await Cli().RunAsync(line.Split(' '));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error);
    }

    [Fact]
    public async Task A_server_that_is_not_there_ends_with_two()
    {
        CliResult result = await new CliHarness().RunAsync("shell", "/nonexistent/qmp.sock", "query-jobs");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no QMP server at unix:/nonexistent/qmp.sock: there is no such socket", result.Error);
        Assert.Contains("Is the server running", result.Error);
    }

    [Theory]
    [InlineData(QmpConnectionFailure.Busy, "unix:/x is busy: others wait to be served already", "qapigen: error: unix:/x is busy: others wait to be served already\n")]
    [InlineData(QmpConnectionFailure.Denied, "Permission to connect to unix:/x is denied", "qapigen: error: Permission to connect to unix:/x is denied\n")]
    [InlineData(QmpConnectionFailure.Refused, "", "qapigen: error: no QMP server at unix:/x: nobody listens there: it is the socket of a server that has ended, or no socket\n"
        + "Is the server running, and is this its socket (-qmp unix:PATH,server=on,wait=off)?\n")]
    [InlineData(QmpConnectionFailure.Other, "", "qapigen: error: no QMP server at unix:/x: odd\n")]
    public async Task Why_there_is_no_connection_is_told_as_the_library_tells_it(QmpConnectionFailure failure, string message, string expected)
    {
        var cli = new CliHarness { Connect = (_, _) => throw new QmpConnectionException(failure, message, new InvalidOperationException("odd")) };

        CliResult result = await cli.RunAsync("shell", "unix:/x", "query-jobs");

        Assert.Equal(new CliResult(2, "", expected), result);
    }

    [Theory]
    [InlineData("/nonexistent/qga.sock", "no guest agent at unix:/nonexistent/qga.sock: there is no such socket\n"
        + "Is QEMU running, and is this the socket of its agent's port (-chardev socket,path=PATH,server=on,wait=off,id=qga0)?\n")]
    public async Task An_agent_that_is_not_there_is_looked_for_where_agents_are(string address, string expected)
    {
        CliResult result = await new CliHarness().RunAsync("shell", address, "-g", "guest-ping");

        Assert.Equal((2, "qapigen: error: " + expected), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_script_runs_line_by_line_until_the_first_error()
    {
        CliHarness cli = Cli("# comment\n\njob-cancel a\nquery-jobs\njob-pause a\nquery-jobs\n");

        CliResult result = await cli.RunAsync("shell", "/x");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(2, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("in line 5: job-pause a", result.Error);
    }

    [Fact]
    public async Task A_server_that_does_not_greet_is_taken_for_a_guest_agent()
    {
        FakeServer agent = new FakeServer(isAgent: true).Answer("guest-ping", "{}");
        var cli = new CliHarness { Connect = agent.ConnectAsync, GreetingWait = TimeSpan.FromMilliseconds(1) };

        CliResult result = await cli.RunAsync("shell", "/x", "guest-ping", "--timeout", "300");

        Assert.Equal(new CliResult(0, "{}\n", ""), result);
    }

    [Fact]
    public async Task A_guest_agent_named_as_such_is_not_waited_for()
    {
        FakeServer agent = new FakeServer(isAgent: true)
            .Answer("guest-info", """{"version": "7.2", "supported_commands": [{"name": "guest-ping", "enabled": true, "success-response": true}]}""")
            .Answer("guest-ping", "{}");
        var cli = new CliHarness { Connect = agent.ConnectAsync, GreetingWait = TimeSpan.FromDays(1) };

        CliResult result = await cli.RunAsync("shell", "/x", "--guest-agent", "guest-ping", "a=1");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["guest-info", "guest-ping"], agent.Received.Select(r => r.Command));
    }

    [Fact]
    public async Task A_server_that_never_answers_ends_with_two_when_the_time_is_up()
    {
        _server.Ignore("query-jobs");

        CliResult result = await Cli().RunAsync("shell", "/x", "query-jobs", "--timeout", "0.05");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("qapigen: error: ", result.Error);
    }

    [Fact]
    public async Task A_server_that_neither_greets_nor_synchronises_is_explained()
    {
        var silent = new FakeServer(isAgent: true) { IsSilent = true };
        var cli = new CliHarness { Connect = silent.ConnectAsync, GreetingWait = TimeSpan.FromMilliseconds(1) };

        CliResult result = await cli.RunAsync("shell", "/x", "query-jobs", "--timeout", "0.05");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("the server at unix:/x doesn't answer", result.Error);
        Assert.Contains("perhaps another one is connected", result.Error);
    }

    [Fact]
    public async Task A_server_that_greets_and_is_silent_then_is_explained()
    {
        FakeServer silent = new FakeServer().Ignore("qmp_capabilities");
        var cli = new CliHarness { Connect = silent.ConnectAsync };

        CliResult result = await cli.RunAsync("shell", "/x", "query-jobs", "--timeout", "0.05");

        Assert.Equal(new CliResult(2, "", "qapigen: error: the server at unix:/x doesn't answer\nIt has greeted, as QEMU does, and said nothing since.\n"), result);
    }

    [Fact]
    public async Task Something_else_than_a_QMP_server_is_recognised()
    {
        var other = new FakeServer(isAgent: true) { Greets = "SSH-2.0-OpenSSH_9.2" };
        var cli = new CliHarness { Connect = other.ConnectAsync };

        CliResult result = await cli.RunAsync("shell", "/x", "query-jobs", "--timeout", "300");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no QMP server at unix:/x", result.Error);
    }

    [Fact]
    public async Task A_pipe_that_is_not_there_is_named()
    {
        string address = "pipe:qapigen-none-" + Guid.NewGuid().ToString("N");
        var cli = new CliHarness { Connect = static (address, token) => QmpTransports.ConnectAsync(address, null, token) };

        CliResult result = await cli.RunAsync("shell", address, "query-jobs");

        Assert.Equal((2, $"qapigen: error: no QMP server at {address}: there is no such pipe, or it serves others\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_QMP_server_that_is_named_a_guest_agent_is_recognised()
    {
        CliResult result = await Cli().RunAsync("shell", "/x", "--guest-agent", "query-jobs", "--timeout", "300");

        Assert.Equal((2, "qapigen: error: unix:/x is a QMP server, which greets, and no guest agent\nLeave --guest-agent out.\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_server_that_greets_late_is_taken_for_what_it_is_after_all()
    {
        int connections = 0;
        var cli = new CliHarness
        {
            Connect = (address, token) => connections++ == 0
                ? AnsweringAnything("{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 0, \"major\": 9}, \"package\": \"\"}, \"capabilities\": []}}\r\n")
                : _server.ConnectAsync(address, token),
            GreetingWait = TimeSpan.FromMilliseconds(1),
        };

        CliResult result = await cli.RunAsync("shell", "/x", "query-jobs", "--timeout", "300");

        Assert.Equal((0, 2), (result.ExitCode, connections));
    }

    [Fact]
    public async Task A_web_server_that_waits_to_be_spoken_to_is_recognised()
    {
        var cli = new CliHarness
        {
            Connect = static (_, _) => AnsweringAnything("<!DOCTYPE HTML>\n<title>Error response</title>\n"),
            GreetingWait = TimeSpan.FromMilliseconds(1),
        };

        CliResult result = await cli.RunAsync("shell", "/x", "query-jobs", "--timeout", "300");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no QMP server at unix:/x: It is not QMP: \"<!DOCTYPE HTML>", result.Error);
        Assert.Contains("That is a web server; a socket for QMP is made with QEMU's option -qmp", result.Error);
    }

    [Fact]
    public async Task A_command_can_wait_for_an_event()
    {
        _server.Answer("job-cancel", "{}, \"x\": 0");
        CliHarness cli = Cli();
        Task<CliResult> run = cli.RunAsync("shell", "/x", "job-cancel", "id=a", "--wait", "JOB_STATUS_CHANGE");
        await _server.ReceivesAsync("job-cancel");

        await _server.SendAsync("""{"event": "OTHER", "timestamp": {"seconds": 1, "microseconds": 2}}""");
        await _server.SendAsync("""{"event": "JOB_STATUS_CHANGE", "data": {"id": "a", "status": "paused"}, "timestamp": {"seconds": 1, "microseconds": 2}}""");

        Assert.Equal("{}\n{\"id\": \"a\", \"status\": \"paused\"}\n", (await run).Output);
    }

    private CliHarness Cli(string input = "") => new() { Connect = _server.ConnectAsync, Input = input };

    /// <summary>A connection to somebody who says nothing until spoken to, then one thing, and closes.</summary>
    private static ValueTask<IQmpTransport> AnsweringAnything(string answer)
    {
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        _ = AnswerAsync();
        return ValueTask.FromResult(client);

        async Task AnswerAsync()
        {
            await server.Input.ReadAsync();
            await server.Output.WriteAsync(Encoding.UTF8.GetBytes(answer));
            await server.DisposeAsync();
        }
    }
}
