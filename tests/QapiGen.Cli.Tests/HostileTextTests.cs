using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>Whatever names, files and servers hold, nothing of it acts on the terminal, and no line is theirs.</summary>
public sealed class HostileTextTests
{
    private const string Hostile = "x\e[31m\e]0;owned\a\nerror: forged\r\u202Eevil\u009B2J\u2028";

    private static readonly string Json = JsonSerializer.Serialize(Hostile);

    private readonly CliHarness _cli = new();

    [Theory]
    [InlineData("check", "api.json")]
    [InlineData("dump", "api.json")]
    [InlineData("introspect", "api.json")]
    [InlineData("check", "stray.json")]
    [InlineData("check", "unknown.json")]
    [InlineData("check", "including.json")]
    [InlineData("generate", "api.json", "--output", "out", "--namespace", "N")]
    [InlineData("generate", "stray.json", "--output", "out")]
    [InlineData("check", Hostile)]
    [InlineData("check", Hostile + ".json")]
    [InlineData("dump", Hostile + ".json")]
    [InlineData("generate", Hostile + ".json", "--output", "out", "--namespace", "N")]
    [InlineData("generate", "api.json", "--output", Hostile)]
    [InlineData("generate", "api.json", "--output", "out", "--namespace", Hostile)]
    [InlineData("check", "api.json", "--conditions", Hostile)]
    [InlineData("diff", "old.json", "new.json")]
    [InlineData("diff", "old.json", "new.json", "--all")]
    [InlineData("diff", "new.json", "old.json", "--all")]
    [InlineData("diff", "old.json", "new.json", "--format", "markdown")]
    [InlineData("diff", "old.json", "new.json", "--format", "changelog")]
    [InlineData("diff", "old.json", "new.json", "--format", "json")]
    [InlineData("diff", "old.json", "new.json", "--format", "sarif")]
    [InlineData("diff", "old.json", "broken.json")]
    [InlineData("diff", "old.json", Hostile)]
    [InlineData("diff", "old.json", "new.json", "--suppress", "suppressions")]
    [InlineData("diff", "old.json", "new.json", "--suppress", "bad-suppressions")]
    [InlineData("diff", "old.json", "new.json", "--suppress", "one")]
    [InlineData("check", "api.json", "--include", "x=one")]
    [InlineData("check", "api.json", "--include", Hostile + ".json")]
    [InlineData("diff", "old.json", "new.json", "--format", "json-report")]
    [InlineData("diff", Hostile + ".json", "other.json")]
    [InlineData("diff", "other.json", Hostile + ".json", "--all")]
    [InlineData("diff", Hostile + ".json", "other.json", "--format", "json-report")]
    [InlineData("diff", Hostile + ".json", "other.json", "--format", "markdown")]
    [InlineData("diff", Hostile + ".json", "other.json", "--write-suppressions", "written")]
    [InlineData("diff", "history")]
    [InlineData("diff", "history", "--format", "json-report")]
    [InlineData("[suggest:6]", "check " + Hostile)]
    [InlineData("[suggest:9]", "shell " + Hostile + ":1 x")]
    [InlineData("proxy", "--server", Hostile, "--listen", "127.0.0.1:0")]
    [InlineData("proxy", "--server", "/q", "--listen", Hostile)]
    [InlineData(Hostile)]
    [InlineData("check", "api.json", "--" + Hostile)]
    [InlineData("shell", Hostile + ":1")]
    [InlineData("shell", "/q", "list")]
    [InlineData("shell", "/q", "refuse")]
    [InlineData("shell", "/q", "query", "a=b")]
    [InlineData("shell", "/q", "list", "--wait", Hostile)]
    [InlineData("check", "--project", Hostile)]
    [InlineData("check", "--project", "p/" + Hostile + ".csproj")]
    [InlineData("check", "--project", "said/S.csproj")]
    [InlineData("check", "--project", "strange/S.csproj")]
    [InlineData("check", "--project", "items/S.csproj")]
    [InlineData("docs", "api.json", "--output", "out")]
    [InlineData("docs", "stray.json", "--output", "out")]
    [InlineData("docs", Hostile + ".json", "--output", "out", "--title", Hostile)]
    [InlineData("docs", Hostile + ".json", "--output", "out", "--format", "markdown")]
    [InlineData("docs", Hostile, "--output", "out")]
    [InlineData("docs", "api.json", "--output", Hostile)]
    [InlineData("docs", "api.json", "--output", "out", "--baseline", Hostile)]
    [InlineData("docs", "other.json", "--output", "out", "--baseline", Hostile + ".json", "--baseline-name", Hostile)]
    [InlineData("docs", "api.json", "--output", "out", "--baseline", "git:" + Hostile)]
    [InlineData("completion", Hostile)]
    [InlineData("lsp", Hostile)]
    public async Task No_verb_lets_foreign_text_act(params string[] args)
    {
        FakeServer server = Server();
        var cli = new CliHarness { Connect = server.ConnectAsync, RunDotnet = Evaluate };
        AddFiles(cli.Files);

        CliResult result = args.Contains("--wait") ? await cli.RunAsync([.. args, "--timeout", "0.2"]) : await cli.RunAsync(args);

        foreach (string text in (string[])[result.Output, result.Error])
        {
            Assert.DoesNotContain(text, c => c != '\n' && (char.IsControl(c) || c is '\u202E' or '\u2028' or '\u3164'));
            Assert.DoesNotContain(text.Split('\n'), line => line.StartsWith("error: forged", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Help_completion_and_events_of_the_shell_are_lines_of_its_own()
    {
        FakeServer server = Server();
        using var terminal = new VirtualTerminal(200);
        var cli = new CliHarness { Connect = server.ConnectAsync, OpenTerminal = () => terminal };
        cli.Variables["HOME"] = "/home/u";
        Task<CliResult> run = cli.RunAsync("shell", "/q");
        terminal.Enter(".commands").Enter(".help query").Enter(".help k").Type("query ").Press(ConsoleKey.Tab).Press(ConsoleKey.Enter);
        await terminal.ShowsAsync("\\u001B");
        await server.SendAsync($"{{\"event\": \"E\", \"data\": {{\"a\": {Json}}}}}");
        await server.SendAsync("{\"event\": \"F\", \"data\": \u001b(B\u0007}");
        await terminal.ShowsAsync("F (The data is not JSON");
        terminal.Press(ConsoleKey.D, control: true);
        await run;

        Assert.Contains("\\u001B]0;owned\\u0007", terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(terminal.Screen, c => c != '\n' && (char.IsControl(c) || c is '\u202E' or '\u2028'));
        Assert.DoesNotContain(terminal.Screen.Split('\n'), line => line.StartsWith("error: forged", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("check", "stray.json")]
    [InlineData("diff", "old.json", "new.json")]
    public async Task Colours_are_the_tools_own(params string[] args)
    {
        var cli = new CliHarness { Colors = true };
        AddFiles(cli.Files);

        CliResult result = await cli.RunAsync(args);

        string both = result.Output + result.Error;
        Assert.Contains("\e[31m", both, StringComparison.Ordinal);
        Assert.DoesNotContain("x\e[31m", both, StringComparison.Ordinal);
        Assert.DoesNotContain("\e]", both, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generated_files_have_names_and_headers_of_one_line()
    {
        AddFiles(_cli.Files);

        CliResult result = await _cli.RunAsync("generate", Hostile + ".json", "--output", "out", "--namespace", "N");

        Assert.Equal(0, result.ExitCode);
        string[] written = [.. _cli.Files.Paths.Where(p => p.StartsWith("/w/out/", StringComparison.Ordinal))];
        Assert.NotEmpty(written);
        Assert.All(written, path => Assert.DoesNotContain(path, char.IsControl));
        Assert.All(written, path => Assert.DoesNotContain("\nerror: forged", _cli.Files.ReadText(path), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_faulty_token_is_not_quoted_at_length()
    {
        _cli.Files.Add("api.json", "{ 'command': 'a', 'data': '" + new string('x', 100_000) + "' }");

        CliResult result = await _cli.RunAsync("check", "api.json");

        Assert.Equal(1, result.ExitCode);
        Assert.InRange(result.Error.Length, 1, 3000);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task An_output_without_a_name_is_refused(string directory)
    {
        AddFiles(_cli.Files);

        CliResult result = await _cli.RunAsync("generate", "api.json", "--output", directory);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("is no directory", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/zero", "it isn't a regular file")]
    [InlineData("PIPE", "it isn't a regular file")]
    [InlineData("/proc/self/environ", "it isn't a regular file")]
    [InlineData("/proc/version", "it isn't a regular file")]
    [InlineData("LINK", "it isn't a regular file")]
    public async Task What_is_no_regular_file_is_not_read_by_an_include(string included, string reason)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("qapigen-");
        try
        {
            string pipe = Path.Combine(folder.FullName, "pipe");
            using System.Diagnostics.Process made = System.Diagnostics.Process.Start("mkfifo", [pipe]);
            await made.WaitForExitAsync();
            string root = Path.Combine(folder.FullName, "api.json");
            string link = Path.Combine(folder.FullName, "link");
            File.CreateSymbolicLink(link, "/proc/self/environ");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "empty"), "");
            string path = included == "PIPE" ? pipe : included == "LINK" ? link : included;
            await File.WriteAllTextAsync(root, $"{{ 'include': 'empty' }}\n{{ 'include': '{path}' }}\n{{ 'command': 'a' }}\n");

            CliResult result = await new CliHarness { RealFiles = new PhysicalFileSystem() }.RunAsync("check", root).WaitAsync(TimeSpan.FromSeconds(60));

            Assert.DoesNotContain("PATH=", result.Error + result.Output, StringComparison.Ordinal);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("api.json(2,", result.Error, StringComparison.Ordinal);
            Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [ProgramFact("git")]
    public async Task Names_of_files_in_a_repository_are_on_lines_of_the_tools_own()
    {
        using var repository = new GitRepository();
        repository.Write("old.json", "{ 'command': 'a' }\n");
        repository.Commit();
        repository.Write("old.json", "{ 'command': 'b' }\n");
        repository.Write("x\nerror: forged new.json", "{ 'command': 'b' }\n");

        CliResult result = await new CliHarness { RealFiles = repository.Files("") }.RunAsync("diff", "--against", "HEAD");

        Assert.Contains("x\\u000Aerror: forged new.json: new since HEAD", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\nerror: forged", "\n" + result.Output + "\n" + result.Error, StringComparison.Ordinal);
    }

    // What MSBuild says of projects: a fault, no JSON, and items with names and metadata.
    private static ProcessResult Evaluate(IReadOnlyList<string> arguments) => arguments[1].Split('/')[0] switch
    {
        "said" => new ProcessResult(1, $"\e]0;owned\aS.csproj(1,1): error MSB4025: {Hostile}\n", Hostile),
        "strange" => new ProcessResult(0, Hostile, ""),
        _ => new ProcessResult(0, $$"""
            {"Properties": {"TargetFrameworks": ""}, "Items": {
              "QapiSchema": [{"FullPath": {{JsonSerializer.Serialize("/w/" + Hostile + ".json")}}, "Namespace": {{Json}}, "Dialect": {{Json}}, "Conditions": {{Json}} },
                             {"FullPath": {{JsonSerializer.Serialize("/w/gone" + Hostile)}} }],
              "QapiInclude": [{"Name": {{Json}}, "FullPath": {{JsonSerializer.Serialize("/w/" + Hostile)}} }]
              } }
            """, ""),
    };

    private static FakeServer Server() => new FakeServer()
        .Answer("list", $"[{Json}]")
        .Refuse("refuse", "GenericError", Hostile)
        .Answer("query-qmp-schema", Reply("int"));

    private static void AddFiles(MemoryFileSystem files)
    {
        files.Add("api.json", "##\n# @a:\n#\n# " + Hostile.Replace("\n", "\n# ", StringComparison.Ordinal) + "\n##\n{ 'command': 'a' }\n");
        files.Add("stray.json", "{ 'command': 'a' }\n\e[31m\n\u202E\u009B\n");
        files.Add("unknown.json", "{ 'command': 'a', 'data': 'x\e[31m\u202E\u009B\u3164' }\n");
        files.Add("including.json", "{ 'include': 'x\u202E\u009B\u2028.json' }\n");
        files.Add(Hostile + ".json", "{ 'command': 'a' }\n{ 'command': 'a' }\n"[..19]);
        files.Add("other.json", "{ 'command': 'b' }\n");
        files.Add($"history/{Hostile}-1.0.json", "{ 'command': 'a' }\n");
        files.Add($"history/{Hostile}-2.0.json", "{ 'command': 'b' }\n");
        files.Add($"history/{Hostile}alone-2.0.json", "{ 'command': 'b' }\n");
        files.Add($"one/{Hostile}.json", "{ 'command': 'a' }\n");
        files.Add("old.json", Reply("int"));
        files.Add("new.json", Reply("str"));
        files.Add("broken.json", "[" + Json + ", {\e[31m");
        files.Add("p/" + Hostile + ".csproj", "");
        files.Add("said/S.csproj", "");
        files.Add("strange/S.csproj", "");
        files.Add("items/S.csproj", "");
        files.Add("suppressions", "QAPI3101 " + Hostile.Replace("\n", " ", StringComparison.Ordinal) + " # why\n");
        files.Add("bad-suppressions", Hostile + "\n");
    }

    private static string Reply(string type) => $$"""
        [{"name": {{Json}}, "meta-type": "command", "arg-type": "x", "ret-type": "0"},
         {"name": {{JsonSerializer.Serialize(type + Hostile)}}, "meta-type": "command", "arg-type": "x", "ret-type": "0"},
         {"name": "query", "meta-type": "command", "arg-type": "x", "ret-type": "0"},
         {"name": "x", "meta-type": "object", "members": [{"name": {{Json}}, "type": "{{type}}"}, {"name": "e", "type": "k"}]},
         {"name": "k", "meta-type": "enum", "values": [{{Json}}, {{JsonSerializer.Serialize(type + Hostile)}}]},
         {"name": "0", "meta-type": "object", "members": []},
         {"name": "int", "meta-type": "builtin", "json-type": "int"}, {"name": "str", "meta-type": "builtin", "json-type": "string"}]
        """;
}
