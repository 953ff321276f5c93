using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Commands.Projects;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.LanguageServer;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen lsp</c>: a language server for editors, on standard input and output.</summary>
internal sealed class LspCommand : Command, IHasExamples
{
    private readonly CliEnvironment _environment;

    // By the name that the protocol gives it.
    private readonly Option<int?> _clientProcess = new("--clientProcessId") { Description = "End with this process, the editor's, as with the one that it names itself", HelpName = "PID" };

    /// <summary>Makes the command.</summary>
    public LspCommand(CliEnvironment environment)
        : base("lsp", "Serve an editor: a language server on standard input and output.")
    {
        _environment = environment;
        // Editors of one family add this to every server's arguments.
        Options.Add(new Option<bool>("--stdio") { Description = "Use standard input and output, as always" });
        Options.Add(_clientProcess);
        SetAction(RunAsync);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen lsp", "Editors start it; generator/editors in the sources has their set-up."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using Stream input = Console.OpenStandardInput();
        using Stream output = Console.OpenStandardOutput();
        var options = new LanguageServerOptions { Version = ToolVersion.Text, Programs = new WorkspacePrograms(_environment), ClientProcessId = parsed.GetValue(_clientProcess) };
        return await SchemaLanguageServer.RunAsync(input, output, options, cancellationToken).ConfigureAwait(false);
    }
}
