using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("di", "diff")]
    [InlineData("diff --format mark", "markdown")]
    [InlineData("diff --again", "--against")]
    [InlineData("completion ", "fish")]
    [InlineData("check --dialect ", "10.2")]
    [InlineData("", "diff")]
    [InlineData("diff --format=mark", "markdown")]
    [InlineData("diff a b --format=", "sarif")]
    public async Task Tool_says_what_may_follow(string line, string word)
    {
        CliResult result = await new CliHarness().RunAsync($"[suggest:{line.Length}]", line);

        Assert.Contains(word, result.Output.Split('\n'));
        Assert.DoesNotContain("Markdown", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Each_role_is_proposed_once()
    {
        CliResult result = await new CliHarness().RunAsync("[suggest:16]", "generate --role ");

        Assert.Equal(["both", "client", "server"], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--help", "")]
    [InlineData("[suggest:16]", "diff --suppress ")]
    [InlineData("[suggest:8]", "diff a=b")]
    [InlineData("[suggest:9]", "diff --=x")]
    [InlineData("[suggest:16]", "diff --no-such=x")]
    [InlineData("[suggest:99]", "diff --format=s")]
    public async Task Odd_words_end_no_tool(params string[] words) =>
        Assert.InRange((await new CliHarness().RunAsync(words)).ExitCode, 0, 2);

    [Fact]
    public async Task Shell_that_has_none_is_refused_in_a_sentence()
    {
        Assert.Equal(
            new CliResult(2, "", "qapigen: error: there is no completion for 'tcsh'; there is one for 'bash', 'zsh' and 'fish'\nHelp: qapigen completion --help\n"),
            await new CliHarness().RunAsync("completion", "tcsh"));
    }

    [Theory]
    [InlineData("shell /qga.sock guest-p", "guest-ping")]
    [InlineData("shell --guest-agent tcp:localhost:4 guest-fs", "guest-fsfreeze-status guest-fsfreeze-thaw")]
    [InlineData("shell /qga.sock --wait ", "")]
    [InlineData("shell tcp:nowhere guest-p", "")]
    public async Task Names_of_a_guest_agent_are_among_it(string line, string words)
    {
        const string Commands = """{"name": "guest-ping"}, {"name": "guest-fsfreeze-thaw"}, {"name": "guest-fsfreeze-status"}, {"name": "guest-p;rm"}""";
        FakeServer agent = new FakeServer(isAgent: true).Answer("guest-info", $"{{\"version\": \"7.2\", \"supported_commands\": [{Commands}]}}");
        var cli = new CliHarness { Connect = agent.ConnectAsync, GreetingWait = TimeSpan.FromMilliseconds(1) };

        CliResult result = await cli.RunAsync($"[suggest:{line.Length}]", line);

        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static word => word.StartsWith("guest", StringComparison.Ordinal)));
    }

    [LiveReleaseFact("qemu-storage-daemon")]
    public async Task Names_of_a_live_server_are_among_it()
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
        string command = $"shell unix:{daemon.PathOf("q")} query-j";
        string awaited = $"shell unix:{daemon.PathOf("q")} --wait JOB";

        Assert.Contains("query-jobs", (await new CliHarness().RunAsync($"[suggest:{command.Length}]", command)).Output.Split('\n'));
        Assert.Contains("JOB_STATUS_CHANGE", (await new CliHarness().RunAsync($"[suggest:{awaited.Length}]", awaited)).Output.Split('\n'));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _qapigen qapigen")]
    [InlineData("zsh", "compdef _qapigen qapigen")]
    [InlineData("fish", "complete -c qapigen -a '(__qapigen)'")]
    public async Task Each_shell_has_its_script(string shell, string line)
    {
        CliResult result = await new CliHarness().RunAsync("completion", shell);

        Assert.Contains(line, result.Output.Split('\n'));
    }

    [ProgramFact("bash")]
    public async Task Script_for_bash_completes()
    {
        string script = (await new CliHarness().RunAsync("completion", "bash")).Output;
        const string Try = "qapigen() { [ \"$1\" = '[suggest:8]' ] && [ \"$2\" = 'diff --f' ] && printf '%s\\n' --format --fail-on --all; }\n"
            + "COMP_LINE='qapigen diff --f'; COMP_POINT=16; COMP_WORDS=(qapigen diff --f); COMP_CWORD=2; _qapigen; echo \"${COMPREPLY[*]}\"\n";
        using Process process = Process.Start(new ProcessStartInfo(OptionalPrograms.Find("bash")!, ["-c", script + Try]) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal("--format --fail-on", output.Trim().Replace('\n', ' '));
    }

    [ProgramFact("bash")]
    public async Task Script_for_bash_runs_nothing_of_a_servers_names()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("qapigen-");
        try
        {
            string script = (await new CliHarness().RunAsync("completion", "bash")).Output;
            const string Try = "qapigen() { printf '%s\\n' 'query-$(touch pwned)' 'query-`touch pwned`' 'query-*' query-status other; }\n"
                + "COMP_LINE='qapigen shell /q query-'; COMP_POINT=23; COMP_WORDS=(qapigen shell /q query-); COMP_CWORD=3; _qapigen\n"
                + "printf '%s\\n' \"${COMPREPLY[@]}\"; eval \"printf '%s\\n' ${COMPREPLY[*]}\"\n";
            using Process process = Process.Start(
                new ProcessStartInfo(OptionalPrograms.Find("bash")!, ["-c", script + Try]) { RedirectStandardOutput = true, WorkingDirectory = folder.FullName })!;
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();

            Assert.Equal(
                [
                    @"query-\$\(touch\ pwned\)", @"query-\`touch\ pwned\`", @"query-\*", "query-status",
                    "query-$(touch pwned)", "query-`touch pwned`", "query-*", "query-status",
                ],
                output.TrimEnd('\n').Split('\n'));
            Assert.Empty(folder.GetFileSystemInfos());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Names_of_a_server_that_are_no_names_of_qapi_are_not_proposed()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("qapigen-");
        try
        {
            string path = Path.Combine(folder.FullName, "q");
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            Task serving = ServeAsync(listener);
            string line = $"shell unix:{path} query";

            string output = (await new CliHarness().RunAsync($"[suggest:{line.Length}]", line)).Output;
            await serving.WaitAsync(System.TimeSpan.FromSeconds(60));

            Assert.Equal(["query-a", "query-b_c.d"], output.Split('\n', System.StringSplitOptions.RemoveEmptyEntries | System.StringSplitOptions.TrimEntries));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task ServeAsync(Socket listener)
    {
        using Socket socket = await listener.AcceptAsync();
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\r\n" };
        await writer.WriteLineAsync("""{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}}""");
        while (await reader.ReadLineAsync() is { } line)
        {
            using JsonDocument request = JsonDocument.Parse(line);
            string id = request.RootElement.TryGetProperty("id", out JsonElement given) ? ", \"id\": " + given.GetRawText() : "";
            bool isSchema = request.RootElement.GetProperty("execute").GetString() == "query-qmp-schema";
            string[] names = ["query-a", "query-$(touch pwned)", "query-`x`", "query b", "query-b_c.d", "query\nerror: forged", "query-\u202Ex"];
            string schema = "[" + string.Concat(names.Select(name =>
                $"{{\"name\": {JsonSerializer.Serialize(name)}, \"meta-type\": \"command\", \"arg-type\": \"0\", \"ret-type\": \"0\"}}, "))
                + """{"name": "0", "meta-type": "object", "members": []}]""";
            await writer.WriteLineAsync($"{{\"return\": {(isSchema ? schema : "{}")}{id}}}");
        }
    }
}
