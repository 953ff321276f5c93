using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Hosting;
using QapiGen.Schema.Introspection;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen introspect SCHEMA</c>: prints what <c>query-qmp-schema</c> answers.</summary>
internal sealed class IntrospectCommand : Command, IHasExamples
{
    private readonly CliEnvironment _environment;
    private readonly SchemaOptions _options = new();
    private readonly Argument<string> _schema = new("SCHEMA") { Description = "Root file of the schema" };
    private readonly Option<bool> _unmask = new("--unmask", "-u") { Description = "Show types by their names instead of by numbers" };

    /// <summary>Makes the command.</summary>
    public IntrospectCommand(CliEnvironment environment)
        : base("introspect", "Print what a server made from a schema answers to query-qmp-schema.")
    {
        _environment = environment;
        Arguments.Add(_schema);
        Options.Add(_unmask);
        _options.AddTo(this);
        SetAction((parsed, cancellationToken) => Task.FromResult(Run(parsed, cancellationToken)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen introspect --dialect 7.2 --conditions CONFIG_LINUX,CONFIG_VNC qapi/qapi-schema.json", "What a QEMU 7.2 with these options answers."),
        ("qapigen introspect --unmask qapi/qapi-schema.json", "The same for people, with the names of types."),
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
        string text = IntrospectionWriter.Write(IntrospectionBuilder.Build(run.Schema!, settings.Symbols, !parsed.GetValue(_unmask)));
        _environment.Output.Write(text.EndsWith('\n') ? text : text + "\n");
        return ExitCodes.Success;
    }
}
