using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>The scripts of <c>qapigen completion</c> in the shells that they are for, with the tool itself behind them.</summary>
public sealed class ShellCompletionTests : IDisposable
{
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(3);

    // An interactive zsh on a terminal of its own gets each line and a Tab; Ctrl-T then writes down what the line has become.
    private const string ZshDriver = """
        zmodload zsh/zpty
        zpty z zsh -f -i
        zpty -w z "autoload -Uz compinit; compinit -u -D; source script; show() { print -r -- \"\$BUFFER\" >> lines; zle kill-whole-line }; zle -N show; bindkey '^T' show; echo SET''UP"
        zpty -r z text '*SETUP*'
        for line in "$@"; do
          zpty -w -n z "$line"$'\t\x14'
        done
        zpty -w -n z $'exit\n'
        while zpty -r z text; do :; done
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-").FullName;
    private readonly CancellationTokenSource _end = new();

    public ShellCompletionTests()
    {
        string tool = PathOf("qapigen");
        File.WriteAllText(tool, $"#!/bin/sh\nexec '{Environment.ProcessPath}' '{typeof(CliApplication).Assembly.Location}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    [ProgramFact("zsh")]
    public async Task Zsh_completes_at_a_tab()
    {
        string server = Serve();
        await WriteScriptAsync("zsh");
        File.WriteAllText(PathOf("driver"), ZshDriver);

        await RunAsync(
            "zsh", "-f", "driver",
            "qapigen diff --fail", "qapigen completion f", "qapigen check --format sa", "qapigen check --format=sa", $"qapigen shell unix:{server} query-b", $"qapigen diff a unix:{server} --commands query-a,query-b", "qapigen check not-there");

        Assert.Equal(
            ["qapigen diff --fail-on ", "qapigen completion fish ", "qapigen check --format sarif ", "qapigen check --format=sarif ", $"qapigen shell unix:{server} query-b_c.d ", $"qapigen diff a unix:{server} --commands query-a,query-b_c.d ", "qapigen check not-there"],
            await File.ReadAllLinesAsync(PathOf("lines")));
        AssertNothingRan();
    }

    [ProgramTheory("fish")]
    [InlineData("qapigen diff --fail", "--fail-on")]
    [InlineData("qapigen completion f", "fish")]
    [InlineData("qapigen check --format sa", "sarif")]
    [InlineData("qapigen check --format=sa", "--format=sarif")]
    [InlineData("qapigen shell unix:SERVER query-b", "query-b_c.d")]
    [InlineData("qapigen shell unix:SERVER query-", "query-a query-b_c.d")]
    [InlineData("qapigen diff api.json unix:SERVER --commands query-b", "query-b_c.d")]
    [InlineData("qapigen diff api.json unix:SERVER --commands query-a,query-b", "query-a,query-b_c.d")]
    public async Task Fish_completes(string line, string words)
    {
        line = line.Replace("SERVER", Serve(), StringComparison.Ordinal);
        await WriteScriptAsync("fish");

        string output = await RunAsync("fish", "--no-config", "-c", "source script; complete -C $argv[1]", line);

        // Fish gives each with what it says about it, and with what it takes for files.
        Assert.Equal(words.Split(' '), Lines(output).Where(word => !Path.Exists(PathOf(word))));
        AssertNothingRan();
    }

    [ProgramTheory("bash")]
    [InlineData("qapigen diff --fail", "--fail-on")]
    [InlineData("qapigen completion f", "fish")]
    [InlineData("qapigen check --format sa", "sarif")]
    [InlineData("qapigen check --format=sa", "sarif")]
    [InlineData("qapigen check --format=", "json sarif text")]
    [InlineData("qapigen diff --suppress x", "")]
    [InlineData("qapigen shell /SERVER query-b", "query-b_c.d")]
    [InlineData("qapigen shell /SERVER query-", "query-a query-b_c.d")]
    [InlineData("qapigen diff api.json unix:/SERVER --commands query-", "query-a query-b_c.d")]
    [InlineData("qapigen diff unix:/SERVER api.json --profile client --commands query-b", "query-b_c.d")]
    [InlineData("qapigen diff unix:/SERVER api.json --commands query-a,query-b", "query-a\\,query-b_c.d")]
    [InlineData("qapigen diff unix:/SERVER api.json --commands=query-a,query-b", "query-a\\,query-b_c.d")]
    [InlineData("qapigen diff api.json other.json --commands query-", "")]
    public async Task Bash_completes(string line, string words)
    {
        line = line.Replace("/SERVER", Serve(), StringComparison.Ordinal);
        await WriteScriptAsync("bash");

        // What bash sets, with words broken at '=', before it calls the function that 'complete -p' names.
        string output = await RunAsync(
            "bash", "--norc", "-c",
            "source script; read -ra COMP_WORDS <<< \"${1//=/ = }\"; COMP_LINE=$1; COMP_POINT=${#1}; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
            + "[[ $(complete -p qapigen) =~ -F\\ ([a-z_]+) ]] && ${BASH_REMATCH[1]}; printf '%s\\n' \"${COMPREPLY[@]}\"",
            "bash", line);

        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), Lines(output));
        AssertNothingRan();
    }

    [ProgramTheory("bash")]
    [InlineData("0.000001", "")]
    [InlineData("120", "query-b_c.d")]
    public async Task A_server_is_asked_for_names_as_long_as_is_said(string seconds, string words)
    {
        string output = await RunAsync("env", $"QAPIGEN_COMPLETION_WAIT={seconds}", PathOf("qapigen"), $"[suggest:{$"shell unix:{Serve()} query-b".Length}]", $"shell unix:{PathOf("q")} query-b");

        Assert.Equal(words, output.Trim());
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string[] Lines(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void AssertNothingRan() => Assert.False(File.Exists(PathOf("pwned")));

    private async Task WriteScriptAsync(string shell) =>
        await File.WriteAllTextAsync(PathOf("script"), (await new CliHarness().RunAsync("completion", shell)).Output);

    /// <summary>Starts a server whose commands have names that a shell would rather run; gives its socket's path.</summary>
    private string Serve()
    {
        string path = PathOf("q");
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        _ = AcceptAsync(listener, _end.Token);
        return path;
    }

    private static async Task AcceptAsync(Socket listener, CancellationToken cancellationToken)
    {
        using (listener)
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                _ = ServeAsync(await listener.AcceptAsync(cancellationToken));
            }
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\r\n" };
        await writer.WriteLineAsync("""{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}}""");
        while (await reader.ReadLineAsync() is { } line)
        {
            using JsonDocument request = JsonDocument.Parse(line);
            string id = request.RootElement.TryGetProperty("id", out JsonElement given) ? ", \"id\": " + given.GetRawText() : "";
            bool isSchema = request.RootElement.GetProperty("execute").GetString() == "query-qmp-schema";
            string[] names = ["query-a", "query-$(touch pwned)", "query-`touch pwned`", "query-b;touch pwned", "query-b_c.d"];
            string schema = "[" + string.Concat(names.Select(name =>
                $"{{\"name\": {JsonSerializer.Serialize(name)}, \"meta-type\": \"command\", \"arg-type\": \"0\", \"ret-type\": \"0\"}}, "))
                + """{"name": "0", "meta-type": "object", "members": []}]""";
            await writer.WriteLineAsync($"{{\"return\": {(isSchema ? schema : "{}")}{id}}}");
        }
    }

    /// <summary>Runs a shell in the folder, with the tool on its path and nothing of the user's.</summary>
    private async Task<string> RunAsync(string shell, params string[] arguments)
    {
        var start = new ProcessStartInfo(OptionalPrograms.Find(shell)!, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = _folder + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = start.Environment["XDG_CONFIG_HOME"] = start.Environment["XDG_DATA_HOME"] = start.Environment["ZDOTDIR"] = Directory.CreateDirectory(PathOf("home")).FullName;
        start.Environment["TERM"] = "dumb";

        // The tool starts for each line: on a busy machine that alone takes longer than a person would wait for names.
        start.Environment["QAPIGEN_COMPLETION_WAIT"] = "120";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Guard);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        Assert.Equal("", await error);
        return await output;
    }
}
