using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Schema.Dialects;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen check SCHEMA...</c>: reports every fault of one or more schemas.</summary>
internal sealed class CheckCommand : Command, IHasExamples
{
    private readonly CliEnvironment _environment;
    private readonly SchemaOptions _options = new();
    private readonly Argument<string[]> _schemas = new("SCHEMA")
    {
        Description = "Root files; each is a schema of its own, with the files that it includes",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Makes the command.</summary>
    public CheckCommand(CliEnvironment environment)
        : base("check", "Report every fault of one or more schemas.")
    {
        _environment = environment;
        Arguments.Add(_schemas);
        _options.AddTo(this);
        _options.Conditions.Description = "Say which of these 'if' symbols the schema doesn't know; everything is checked, whatever its condition";
        SetAction((parsed, cancellationToken) => System.Threading.Tasks.Task.FromResult(Run(parsed, cancellationToken)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen check qapi/qapi-schema.json", "Check a schema as leniently as any release of QEMU would."),
        ("qapigen check --dialect 10.2 qapi/qapi-schema.json qga/qapi-schema.json", "Check two schemas as strictly as QEMU 10.2 does."),
        ("qapigen check --conditions CONFIG_LINUX qapi/qapi-schema.json", "Also say which of these symbols the schema doesn't know."),
    ];

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        Dialect dialect = _options.GetDialect(parsed);
        IncludePaths includes = _options.GetIncludes(parsed, _environment);
        string[] symbols = _options.GetSymbolNames(parsed);
        int exitCode = ExitCodes.Success;
        foreach (string root in parsed.GetValue(_schemas)!)
        {
            SchemaRun run = FrontEnd.Run(_environment, root, dialect, includes, cancellationToken);
            var writer = new DiagnosticWriter(_environment.Error, _environment.ColorsError);
            FrontEnd.Report(_environment, run, writer, dialect);
            if (!run.IsUnreadable)
            {
                ConditionNames.ReportUnknown(_environment, run, symbols);
                _environment.Output.WriteLine($"{root}: {Summarise(run, writer)}");
            }

            exitCode = System.Math.Max(exitCode, run.IsUnreadable ? ExitCodes.Failure : writer.Errors > 0 ? ExitCodes.Findings : ExitCodes.Success);
        }

        return exitCode;
    }

    private static string Summarise(SchemaRun run, DiagnosticWriter writer)
    {
        string findings = (writer.Errors, writer.Warnings) switch
        {
            (0, 0) => "no faults",
            (0, int warnings) => Count(warnings, "warning"),
            (int errors, 0) => Count(errors, "error"),
            (int errors, int warnings) => $"{Count(errors, "error")}, {Count(warnings, "warning")}",
        };
        return $"{findings} ({SchemaStatistics.Describe(run)})";
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
