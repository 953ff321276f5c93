using System;
using System.IO;
using System.Threading.Tasks;
using System.Xml.Linq;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests.Output;

/// <summary>Pictures of the tool at work on pages are what it writes; <c>./dev accept Cli TerminalPicture</c> draws them anew.</summary>
public sealed class TerminalPictureTests
{
    [Fact]
    public async Task Diff_says_whom_a_change_breaks()
    {
        var cli = new CliHarness { Colors = true };
        cli.Files.Add("api-1.json", """
            { 'struct': 'Greeting', 'data': { 'text': 'str', '*loud': 'bool' } }
            { 'enum': 'Tongue', 'data': [ 'en', 'fr' ] }
            { 'command': 'greet', 'data': { 'name': 'str', '*tongue': 'Tongue' }, 'returns': 'Greeting' }
            """);
        cli.Files.Add("api.json", """
            { 'struct': 'Greeting', 'data': { 'text': 'str' } }
            { 'enum': 'Tongue', 'data': [ 'en', 'fr', 'de' ] }
            { 'command': 'greet', 'data': { 'name': 'str', 'from': 'str', '*tongue': 'Tongue' }, 'returns': 'Greeting' }
            """);

        CliResult result = await cli.RunAsync("diff", "api-1.json", "api.json");

        using var terminal = new VirtualTerminal(104);
        terminal.Write(("$ qapigen diff api-1.json api.json\n" + result.Output).ReplaceLineEndings("\r\n"));
        Check(terminal, "generator/QapiGen.Cli/images/diff.verified.svg", "qapigen diff lists breaking, risky and compatible changes of a schema");
    }

    [Fact]
    public async Task The_shell_knows_the_commands_of_the_server()
    {
        FakeServer server = new FakeServer()
            .Answer("query-qmp-schema", TestSchema.Json.ReplaceLineEndings(" "))
            .Answer("query-jobs", """[{"id": "backup0", "status": "running"}]""")
            .Refuse("job-pause", "GenericError", "Job 'backup0' in state 'concluded' cannot accept command verb 'pause'");
        using var terminal = new VirtualTerminal(104);
        var cli = new CliHarness { Connect = server.ConnectAsync, OpenTerminal = () => terminal, Colors = true };
        cli.Variables["HOME"] = "/home/u";
        terminal.Write("$ qapigen shell unix:/run/qmp.sock\r\n");
        Task<CliResult> run = cli.RunAsync("shell", "unix:/run/qmp.sock");
        terminal.Enter("query-jobs").Enter("jbo-pause backup0").Enter("job-pause backup0").Enter(".help job-pause");
        terminal.Type("blockdev-add driver=").Press(ConsoleKey.Tab);
        await terminal.ShowsAsync("null-co\nqmp> blockdev-add driver=");
        Check(terminal, "generator/QapiGen.Cli/images/shell.verified.svg", "qapigen shell completes, explains and runs the commands of a server");
        terminal.Press(ConsoleKey.C, control: true).Press(ConsoleKey.D, control: true);
        await run;
    }

    private static void Check(VirtualTerminal terminal, string path, string title)
    {
        string picture = TerminalPicture.Draw(terminal, title);
        Assert.Equal("svg", XDocument.Parse(picture).Root!.Name.LocalName);
        Directory.CreateDirectory(Path.GetDirectoryName(RepositoryPaths.Get(path))!);
        Snapshot.Verify(RepositoryPaths.Get(path), picture);
    }
}
