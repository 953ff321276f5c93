using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Output;
using QapiGen.LanguageServer;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen lsp</c>: a language server for editors, on standard input and output.</summary>
internal sealed class LspCommand : Command, IHasExamples
{
    /// <summary>Makes the command.</summary>
    public LspCommand()
        : base("lsp", "Serve an editor: a language server on standard input and output.")
    {
        // Editors of one family add this to every server's arguments.
        Options.Add(new Option<bool>("--stdio") { Description = "Use standard input and output, as always" });
        SetAction(RunAsync);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen lsp", "Editors start it; generator/editors in the sources has their set-up."),
    ];

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using Stream input = Console.OpenStandardInput();
        using Stream output = Console.OpenStandardOutput();
        return await SchemaLanguageServer.RunAsync(input, output, new LanguageServerOptions { Version = ToolVersion.Text }, cancellationToken).ConfigureAwait(false);
    }
}
