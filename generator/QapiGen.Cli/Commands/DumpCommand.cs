using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Hosting;
using QapiGen.Schema.Dump;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen dump SCHEMA</c>: prints what a schema means, line by line (QAPI spec, appendix A).</summary>
internal sealed class DumpCommand : Command, IHasExamples
{
    private readonly CliEnvironment _environment;
    private readonly SchemaOptions _options = new();
    private readonly Argument<string> _schema = new("SCHEMA") { Description = "Root file of the schema" };

    /// <summary>Makes the command.</summary>
    public DumpCommand(CliEnvironment environment)
        : base("dump", "Print what a schema means, line by line, as QEMU's own schema tests do.")
    {
        _environment = environment;
        Arguments.Add(_schema);
        _options.AddTo(this);
        _options.Conditions.Description = "Say which of these 'if' symbols the schema doesn't know; a dump shows conditions and evaluates none";
        SetAction((parsed, cancellationToken) => Task.FromResult(Run(parsed, cancellationToken)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen dump qapi/qapi-schema.json > before.txt", "Keep what a schema means, to compare it after a change."),
        ("qapigen dump --dialect 5.2 qapi/qapi-schema.json", "The same in the notation of QEMU 5.2."),
    ];

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        SchemaSettings settings = _options.GetSettings(parsed, _environment);
        (SchemaRun run, int? failure) = FrontEnd.Require(_environment, parsed.GetValue(_schema)!, settings.Dialect, settings.Includes, cancellationToken);
        if (failure is not null)
        {
            return failure.Value;
        }

        ConditionNames.ReportUnknown(_environment, run, settings.SymbolNames);
        _environment.Output.Write(SchemaDumper.Dump(run.Schema!));
        return ExitCodes.Success;
    }
}
