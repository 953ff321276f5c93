using System.CommandLine;
using System.CommandLine.Invocation;
using System.IO;

namespace QapiGen.Cli.Commands;

/// <summary><c>--version</c>.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    private readonly TextWriter _output;

    /// <summary>Makes the action.</summary>
    public VersionAction(TextWriter output) => _output = output;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        _output.WriteLine(CliApplication.Version);
        return ExitCodes.Success;
    }
}
