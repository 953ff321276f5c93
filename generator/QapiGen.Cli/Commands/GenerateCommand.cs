using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Commands.Generate;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Options;
using QapiGen.Cli.Output;
using QapiGen.Cli.Schemas;
using QapiGen.Emit.Items;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Collections;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen generate SCHEMA --output DIR</c>: writes the C# that the generator would add to a build.</summary>
internal sealed class GenerateCommand : Command, IHasExamples
{
    private readonly CliEnvironment _environment;
    private readonly SchemaOptions _schemaOptions = new();
    private readonly GenerateOptions _options = new();
    private readonly Argument<string> _schema = new("SCHEMA") { Description = "Root file of the schema" };

    /// <summary>Makes the command.</summary>
    public GenerateCommand(CliEnvironment environment)
        : base("generate", "Write the C# that the generator would add to a build.")
    {
        _environment = environment;
        Arguments.Add(_schema);
        _options.AddTo(this);
        _schemaOptions.AddTo(this);
        SetAction((parsed, cancellationToken) => Task.FromResult(Run(parsed, cancellationToken)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen generate qapi/qapi-schema.json --output Generated --namespace Qemu --role client", "Write a client for all of QEMU."),
        ("qapigen generate qapi/qapi-schema.json -o Jobs -n Qemu --commands 'job-*;query-jobs' --events 'JOB_*'", "Write only the commands and events for jobs, and what they reach."),
        ("qapigen generate job.json -o Jobs -n Acme.Jobs --single-file", "Write all of it into one file, Jobs/job.g.cs."),
    ];

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        string root = parsed.GetValue(_schema)!;
        string directory = parsed.GetValue(_options.Output)!;
        ReadingSettings settings = _schemaOptions.GetSettings(parsed, _environment);
        (SchemaRun run, int? failure) = FrontEnd.Require(_environment, root, settings.Dialect, settings.Includes, cancellationToken);
        if (failure is not null)
        {
            return failure.Value;
        }

        ConditionNames.ReportUnknown(_environment, run, settings.SymbolNames);
        SchemaPlan plan = SchemaPlan.Create(run.Schema!, GetOptions(parsed, settings, directory));
        var writer = new DiagnosticWriter(_environment.Error, _environment.ColorsError);
        foreach (PlanFinding finding in plan.Findings)
        {
            writer.Write(finding.ToDiagnostic(null), root);
        }

        if (writer.Errors > 0)
        {
            return ExitCodes.Findings;
        }

        OutputFile[] files = parsed.GetValue(_options.SingleFile) ? [GeneratedFiles.Join(plan, cancellationToken)] : GeneratedFiles.Make(plan, cancellationToken);
        return OutputFolder.Write(_environment, files, root, directory, parsed.GetValue(_options.Force));
    }

    private GenerationOptions GetOptions(ParseResult parsed, ReadingSettings settings, string directory)
    {
        string[] references = parsed.GetValue(_options.References) ?? [];
        return new GenerationOptions
        {
            Namespace = parsed.GetValue(_options.Namespace) ?? NamespaceName.FromDirectory(directory, _environment.Files.CurrentDirectory),
            Role = parsed.GetValue(_options.Role) ?? GenerationRole.Both,
            OnlyNeededCodecs = SchemaSettings.HasOnlyNeededCodecs(parsed.GetValue(_options.Role) ?? GenerationRole.Both, parsed.GetValue(_options.Codecs)),
            Commands = parsed.GetValue(_options.Commands) ?? string.Empty,
            Events = parsed.GetValue(_options.Events) ?? string.Empty,
            Conditions = settings.Conditions ?? "*",
            Documentation = parsed.GetValue(_options.Documentation) != "false",
            References = new EquatableArray<ReferencedModule>(references.SelectMany(path => AssemblyModules.Read(_environment.Files, path, PathOrigin.CommandLine)).ToArray()),
        };
    }
}
