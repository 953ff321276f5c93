using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Commands.Diff;
using QapiGen.Cli.Commands.Generate;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Options;
using QapiGen.Cli.Output;
using QapiGen.Cli.Schemas;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Wire;
using QapiGen.LanguageServer.Files;
using QapiGen.Reference;
using QapiGen.Reference.Manuals;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen docs SCHEMA --output DIR</c>: writes a reference manual.</summary>
internal sealed class DocsCommand : Command, IHasExamples
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CliEnvironment _environment;
    private readonly SchemaOptions _schemaOptions = new();
    private readonly DocsOptions _options = new();
    private readonly Argument<string> _schema = new("SCHEMA") { Description = "Root file of the schema, or its folder" };

    /// <summary>Makes the command.</summary>
    public DocsCommand(CliEnvironment environment)
        : base("docs", "Write a reference manual of a schema, as HTML or Markdown.")
    {
        _environment = environment;
        Arguments.Add(_schema);
        _options.AddTo(this);
        _schemaOptions.AddTo(this);
        Options.Remove(_schemaOptions.Conditions);
        SetAction(RunAsync);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen docs qapi/qapi-schema.json --output manual", "Write HTML pages; open manual/index.html, no server is needed."),
        ("qapigen docs api.json -o docs/api --format markdown", "Write pages for docfx or GitHub."),
        ("qapigen docs api.json -o manual --baseline git:v1.0", "Tell what is new, changed, deprecated or breaking since a tag, too."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string root = parsed.GetValue(_schema)!;
        ReadingSettings settings = _schemaOptions.GetSettings(parsed, _environment);
        (SchemaRun run, int? failure) = FrontEnd.Require(_environment, root, settings.Dialect, settings.Includes, cancellationToken);
        if (failure is not null)
        {
            return failure.Value;
        }

        ManualBaseline? baseline = null;
        if (parsed.GetValue(_options.Baseline) is string old)
        {
            baseline = await CompareAsync(old, root, run, settings, parsed, cancellationToken).ConfigureAwait(false);
            if (baseline is null)
            {
                return ExitCodes.Failure;
            }
        }

        IReadOnlyList<ManualFile> files = ReferenceManual.Write(
            run.Loaded!,
            run.Schema!,
            new ManualOptions { Format = parsed.GetValue(_options.Format), Title = parsed.GetValue(_options.Title), Baseline = baseline },
            cancellationToken);
        OutputFile[] output = [.. files.Select(static file => new OutputFile(file.Name, file.Content.ToArray()))];
        return OutputFolder.Write(_environment, output, run.Root, parsed.GetValue(_options.Output)!, parsed.GetValue(_options.Force));
    }

    // Null if the baseline has faults, which were reported.
    private async Task<ManualBaseline?> CompareAsync(
        string old, string root, SchemaRun run, ReadingSettings settings, ParseResult parsed, CancellationToken cancellationToken)
    {
        var reader = new DiffSideReader(_environment, new DiffReading(settings.Dialect, settings.Includes, null, new NamePattern(string.Empty), new NamePattern(string.Empty), Patience));
        DiffSide side = await reader.ReadAsync(old, root, null, PathOrigin.CommandLine, isOld: true, cancellationToken).ConfigureAwait(false);
        return side.Schema is null
            ? null
            : new ManualBaseline(parsed.GetValue(_options.BaselineName) ?? old, SchemaComparer.Compare(side.Schema, WireSchema.FromModel(run.Schema!)), side.Model);
    }
}
