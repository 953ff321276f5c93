using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Options;
using QapiGen.Cli.Output;
using QapiGen.Cli.Schemas;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Commands;

/// <summary>A command that reads one schema and prints one text about it.</summary>
internal abstract class SchemaTextCommand : Command, IHasExamples
{
    private readonly CliEnvironment _environment;
    private readonly Argument<string> _schema = new("SCHEMA") { Description = "Root file of the schema" };

    /// <summary>Makes the command.</summary>
    protected SchemaTextCommand(CliEnvironment environment, string name, string description)
        : base(name, description)
    {
        _environment = environment;
        Arguments.Add(_schema);
        SchemaOptions.AddTo(this);
        SetAction((parsed, cancellationToken) => Task.FromResult(Run(parsed, cancellationToken)));
    }

    /// <inheritdoc/>
    public abstract IReadOnlyList<(string Line, string Explanation)> Examples { get; }

    /// <summary>How the schema is read.</summary>
    protected SchemaOptions SchemaOptions { get; } = new();

    /// <summary>The text, its last line ended.</summary>
    protected abstract string Write(QapiSchema schema, ReadingSettings settings, ParseResult parsed);

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        ReadingSettings settings = SchemaOptions.GetSettings(parsed, _environment);
        (SchemaRun run, int? failure) = FrontEnd.Require(_environment, parsed.GetValue(_schema)!, settings.Dialect, settings.Includes, cancellationToken);
        if (failure is not null)
        {
            return failure.Value;
        }

        ConditionNames.ReportUnknown(_environment, run, settings.SymbolNames);
        _environment.Output.Write(Write(run.Schema!, settings, parsed));
        return ExitCodes.Success;
    }
}
