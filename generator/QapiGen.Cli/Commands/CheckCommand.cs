using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Commands.Projects;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Options;
using QapiGen.Cli.Output;
using QapiGen.Cli.Schemas;
using QapiGen.Compatibility.Configuration;
using QapiGen.Emit.Items;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen check SCHEMA...</c>: reports every fault of one or more schemas, or of a project's.</summary>
internal sealed class CheckCommand : Command, IHasExamples
{
    private readonly CliEnvironment _environment;
    private readonly SchemaOptions _options = new();
    private readonly Argument<string[]> _schemas = new("SCHEMA")
    {
        Description = "Root files, or folders with one; each is a schema of its own, with the files that it includes",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<CheckFormat> _format = OptionValues.OneOf(
        "--format", "-f", CheckFormat.Text, ("text", CheckFormat.Text), ("json", CheckFormat.Json), ("sarif", CheckFormat.Sarif));

    private readonly List<CheckedSchema> _checked = [];

    private readonly Option<string[]> _projects = new("--project", "-p")
    {
        Description = "Project whose QapiSchema items to check, as its build would: with all their settings, and the files that packages bring; baselines are left to 'qapigen diff'. May be repeated",
        HelpName = "FILE",
    };

    /// <summary>Makes the command.</summary>
    public CheckCommand(CliEnvironment environment)
        : base("check", "Report every fault of one or more schemas.")
    {
        _environment = environment;
        Arguments.Add(_schemas);
        Options.Add(_projects);
        _format.Description = "Form of the result: text (default), json or sarif";
        _format.HelpName = "FORMAT";
        Options.Add(_format);
        _options.AddTo(this);
        _options.Conditions.Description = "Say which of these 'if' symbols the schema doesn't know; everything is checked, whatever its condition";
        SetAction(RunAsync);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen check qapi/qapi-schema.json", "Check a schema as leniently as any release of QEMU would."),
        ("qapigen check --dialect 10.2 qapi/qapi-schema.json qga/qapi-schema.json", "Check two schemas as strictly as QEMU 10.2 does."),
        ("qapigen check --conditions CONFIG_LINUX qapi/qapi-schema.json", "Also say which of these symbols the schema doesn't know."),
        ("qapigen check", "Check the roots that qapigen.toml names, in this folder or above."),
        ("qapigen check --project Host.csproj", "Check the schemas of a project as its build would, job.json of a package among them."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        int exitCode = ExitCodes.Success;
        string[] projects = parsed.GetValue(_projects) ?? [];
        if (projects.Length == 0 || parsed.GetValue(_schemas) is { Length: > 0 })
        {
            ReadingSettings settings = _options.GetSettings(parsed, _environment);
            foreach ((string root, PathOrigin origin) in Roots(parsed, settings))
            {
                exitCode = Math.Max(exitCode, Report(Judge(FrontEnd.Run(_environment, root, origin, settings.Dialect, settings.Includes, cancellationToken), settings.Dialect, settings.SymbolNames), parsed.GetValue(_format)));
            }
        }

        foreach (string project in projects)
        {
            exitCode = Math.Max(exitCode, await CheckProjectAsync(project, parsed, cancellationToken).ConfigureAwait(false));
        }

        switch (parsed.GetValue(_format))
        {
            case CheckFormat.Json:
                FaultReport.WriteJson(_checked, _environment.Output);
                break;
            case CheckFormat.Sarif:
                FaultReport.WriteSarif(_checked, ToolVersion.Text, RulePages.Site, RepositoryRoot.Places(_environment.Files, _checked.Select(static found => found.Root)), _environment.Output);
                break;
        }

        return exitCode;
    }

    // What the call names; without that, what the configuration does.
    private (string Root, PathOrigin Origin)[] Roots(ParseResult parsed, ReadingSettings settings)
    {
        string[] named = parsed.GetValue(_schemas) ?? [];
        if (named.Length > 0)
        {
            return [.. named.Select(static root => (root, PathOrigin.CommandLine))];
        }

        (string, PathOrigin)[] roots = [.. settings.File.Configuration.Roots.Select(root => (settings.File.PathOf(root, _environment), PathOrigin.Found))];
        return roots.Length > 0 ? roots
            : throw new CallException($"'check' names no schema, and no {ProjectConfiguration.FileName} has roots", "Name a schema, or a project with --project.");
    }

    private async Task<int> CheckProjectAsync(string project, ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<ProjectSchemas> all = await ProjectSchemas.ReadAsync(_environment, project, cancellationToken).ConfigureAwait(false);
        if (all.All(static items => items.Schemas.Count == 0))
        {
            throw new CallException($"'{project}' has no QapiSchema item", "Items that a target adds while the project is built aren't seen: name such a schema itself.");
        }

        List<CheckedSchema> found = [];
        foreach (ProjectSchemas items in all)
        {
            await foreach (CheckedSchema schema in CheckItemsAsync(items, parsed, cancellationToken).ConfigureAwait(false))
            {
                found.Add(schema);
            }
        }

        return FrameworkFaults.Merge(found, all.Sum(static items => items.Frameworks.Count)).Max(schema => Report(schema, parsed.GetValue(_format)));
    }

    private async IAsyncEnumerable<CheckedSchema> CheckItemsAsync(ProjectSchemas items, ParseResult parsed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The build looks for qapigen.toml from the project upwards, wherever it is called.
        ReadingSettings settings = _options.GetSettings(parsed, _environment, items.Folder);
        IncludePaths includes = settings.Includes.WithProject(items.Includes);
        var checker = new ItemChecker(_environment, items, settings.File.Configuration);
        foreach ((ProjectSchema schema, SchemaSettings said) in checker.Items())
        {
            // Options of the call come before what the item says, and that before what qapigen.toml does.
            bool hasConditions = said.Conditions.Length > 0 && parsed.GetValue(_options.Conditions) is null;
            Dialect dialect = parsed.GetValue(_options.Dialect) ?? (said.Dialect.Length > 0 ? said.GetDialect() : settings.Dialect);
            SchemaSettings item = said with { Conditions = hasConditions ? said.Conditions : settings.Conditions is "all" or null ? "*" : settings.Conditions };
            SchemaRun run = FrontEnd.Run(_environment, Show(schema.Path), PathOrigin.Found, dialect, includes, cancellationToken);
            run = await checker.AddFindingsAsync(run, schema.Path, item, cancellationToken).ConfigureAwait(false);
            yield return Judge(run, dialect, []) with { Frameworks = items.Frameworks };
        }
    }

    // As somebody would have named it.
    private string Show(string path)
    {
        string relative = Path.GetRelativePath(_environment.Files.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private CheckedSchema Judge(SchemaRun run, Dialect dialect, string[] symbols) => new(
        run.Root,
        [.. run.Diagnostics.Select(static found => new CheckedFault(found, []))],
        run.Loaded is { } loaded ? SchemaStatistics.Count(loaded) : null,
        FrontEnd.Hint(_environment, run, dialect),
        [.. ConditionNames.FindUnknown(run, symbols)]);

    // The exit code for it; text is written at once, other forms at the end.
    private int Report(CheckedSchema schema, CheckFormat format)
    {
        _checked.Add(schema);
        if (format == CheckFormat.Text)
        {
            Write(schema);
        }

        return schema.Size is null ? ExitCodes.Failure : schema.Count(SchemaSeverity.Error) > 0 ? ExitCodes.Findings : ExitCodes.Success;
    }

    private void Write(CheckedSchema schema)
    {
        var writer = new DiagnosticWriter(_environment.Error, _environment.ColorsError);
        foreach (CheckedFault fault in schema.Faults)
        {
            writer.Write(fault.Found, schema.Root, CheckedSchema.Label(fault.Frameworks));
        }

        if (schema.Hint is { } hint)
        {
            _environment.Error.WriteLine(hint);
        }

        ConditionNames.ReportUnknown(_environment, schema.Root, schema.UnknownSymbols);
        if (schema.Size is { } size)
        {
            _environment.Output.WriteLine($"{TerminalText.Escape(schema.Root + CheckedSchema.Label(schema.Frameworks))}: {Summarise(schema)} ({size})");
        }
    }

    private static string Summarise(CheckedSchema schema) =>
        (schema.Count(SchemaSeverity.Error), schema.Count(SchemaSeverity.Warning)) switch
        {
            (0, 0) => "no faults",
            (0, int warnings) => Count(warnings, "warning"),
            (int errors, 0) => Count(errors, "error"),
            (int errors, int warnings) => $"{Count(errors, "error")}, {Count(warnings, "warning")}",
        };

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
