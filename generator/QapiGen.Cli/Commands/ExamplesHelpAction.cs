using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.IO;

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
