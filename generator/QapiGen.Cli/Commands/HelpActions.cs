using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.IO;
using QapiGen.Cli.Output;

namespace QapiGen.Cli.Commands;

/// <summary>Help with the examples of the command behind it.</summary>
internal sealed class ExamplesHelpAction : SynchronousCommandLineAction
{
    private readonly HelpAction _help;

    /// <summary>Makes the action.</summary>
    public ExamplesHelpAction(HelpAction help) => _help = help;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        _help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is IHasExamples { Examples: { Count: > 0 } examples })
        {
            output.WriteLine("Examples:");
            foreach ((string line, string explanation) in examples)
            {
                output.WriteLine($"  {line}");
                output.WriteLine($"      {explanation}");
            }

            output.WriteLine();
        }

        output.WriteLine("Exit code: 0 fine; 1 faults or breaking changes found; 2 the call or the environment is wrong.");
        return ExitCodes.Success;
    }
}

/// <summary>A command whose help ends with examples.</summary>
internal interface IHasExamples
{
    /// <summary>Command lines with what they do, in the order to show.</summary>
    IReadOnlyList<(string Line, string Explanation)> Examples { get; }
}

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
        _output.WriteLine(ToolVersion.Text);
        return ExitCodes.Success;
    }
}
