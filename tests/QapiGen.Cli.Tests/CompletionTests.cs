using System.Diagnostics;
using System.Net.Sockets;
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
    public async Task Tool_says_what_may_follow(string line, string word)
    {
        CliResult result = await new CliHarness().RunAsync($"[suggest:{line.Length}]", line);

        Assert.Contains(word, result.Output.Split('\n'));
        Assert.DoesNotContain("Markdown", result.Output, System.StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
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

    [Fact]
    public async Task Script_for_bash_completes()
    {
        if (OptionalPrograms.Find("bash") is not { } bash)
        {
            return;
        }

        string script = (await new CliHarness().RunAsync("completion", "bash")).Output;
        const string Try = "qapigen() { [ \"$1\" = '[suggest:8]' ] && [ \"$2\" = 'diff --f' ] && printf '%s\\n' --format --fail-on --all; }\n"
            + "COMP_LINE='qapigen diff --f'; COMP_POINT=16; COMP_WORDS=(qapigen diff --f); COMP_CWORD=2; _qapigen; echo \"${COMPREPLY[*]}\"\n";
        using Process process = Process.Start(new ProcessStartInfo(bash, ["-c", script + Try]) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal("--format --fail-on", output.Trim().Replace('\n', ' '));
    }
}
