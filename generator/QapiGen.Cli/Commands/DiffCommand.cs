using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Commands.Diff;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.History;
using QapiGen.Compatibility.Suppressions;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using QapiGen.Schema.Versions;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen diff OLD NEW</c>: says what changed between two schemas, and whom that breaks.</summary>
internal sealed class DiffCommand : Command, IHasExamples
{
    private readonly CliEnvironment _environment;
    private readonly SchemaOptions _schemaOptions = new();
    private readonly DiffOptions _options = new();
    private readonly Argument<string[]> _sides = new("SIDE")
    {
        Description = "Old and new side: a schema's root file or folder, a saved reply to query-qmp-schema, unix:PATH or tcp:HOST:PORT;"
            + " or one folder with a version in the name of each entry, for a history",
        Arity = new ArgumentArity(1, 2),
        HelpName = "OLD NEW",
    };

    /// <summary>Makes the command.</summary>
    public DiffCommand(CliEnvironment environment)
        : base("diff", "Say what changed between two schemas, and whom that breaks.")
    {
        _environment = environment;
        Arguments.Add(_sides);
        _options.AddTo(this);
        _schemaOptions.AddTo(this);
        _schemaOptions.Conditions.Description = "Which 'if' symbols are defined: all, none, or a list; default: conditions are compared as formulas";
        SetAction(RunAsync);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen diff v1/api.json v2/api.json", "List what breaks old clients, or new clients on old servers."),
        ("qapigen diff api.json unix:/run/qmp.sock --profile server", "Say what a live server lacks of a schema that a client was made from."),
        ("qapigen diff saved.json api.json --format markdown", "Write a changelog against a saved reply to query-qmp-schema."),
        ("qapigen diff releases/ --profile policy", "Check a history of releases: deprecation before removal, documented versions."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        SymbolSet? symbols = parsed.GetValue(_schemaOptions.Conditions) is null ? null : _schemaOptions.GetSymbols(parsed);
        var reader = new DiffSideReader(
            _environment, _schemaOptions.GetDialect(parsed), _schemaOptions.GetIncludes(parsed, _environment), symbols, _options.GetTimeout(parsed));
        SuppressionFile? suppressions = ReadSuppressions(parsed.GetValue(_options.Suppress));
        string[] names = parsed.GetValue(_sides)!;
        if (names.Length == 1)
        {
            return await RunHistoryAsync(names[0], reader, suppressions, parsed, cancellationToken).ConfigureAwait(false);
        }

        DiffSide old = await reader.ReadAsync(names[0], cancellationToken).ConfigureAwait(false);
        DiffSide @new = await reader.ReadAsync(names[1], cancellationToken).ConfigureAwait(false);
        if (old.Schema is null || @new.Schema is null)
        {
            return ExitCodes.Failure;
        }

        CompatibilityReport report = SchemaComparer.Compare(old.Schema, @new.Schema, _options.GetOptions(parsed));
        if (parsed.GetValue(_options.WriteSuppressions) is string path)
        {
            return WriteSuppressions(report, path);
        }

        report = suppressions?.Apply(report) ?? report;
        DiffWriter.Write(report, old.Name, @new.Name, parsed.GetValue(_options.Format), parsed.GetValue(_options.All), _environment);
        return ExitCodeOf([report], parsed);
    }

    private async Task<int> RunHistoryAsync(
        string folder, DiffSideReader reader, SuppressionFile? suppressions, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!_environment.Files.DirectoryExists(folder))
        {
            throw new CallException($"'{folder}' is no folder", "Name two sides to compare, or a folder whose entries have versions in their names.");
        }

        var releases = new List<SchemaRelease>();
        foreach (string entry in _environment.Files.List(folder))
        {
            if (ReleaseVersion.Find(entry) is ReleaseVersion version && FindRelease($"{folder.TrimEnd('/')}/{entry}", reader, parsed) is string path)
            {
                DiffSide side = await reader.ReadAsync(path, cancellationToken).ConfigureAwait(false);
                if (side.Schema is null)
                {
                    return ExitCodes.Failure;
                }

                releases.Add(new SchemaRelease(version, side.Schema));
            }
        }

        return Report(MakeHistory(folder, releases), folder, suppressions, parsed);
    }

    private int Report(SchemaHistory history, string folder, SuppressionFile? suppressions, ParseResult parsed)
    {
        HistoryStep[] steps = history.Compare(_options.GetOptions(parsed), parsed.GetValue(_options.Promise)).ToArray();
        if (suppressions is not null)
        {
            steps = steps.Select(s => s with { Report = suppressions.Apply(s.Report) }).ToArray();
        }

        DiffWriter.Write(steps, folder, parsed.GetValue(_options.Format), parsed.GetValue(_options.All), _environment);
        return ExitCodeOf(steps.Select(s => s.Report), parsed);
    }

    private static SchemaHistory MakeHistory(string folder, List<SchemaRelease> releases)
    {
        try
        {
            return new SchemaHistory(releases);
        }
        catch (ArgumentException e)
        {
            throw new CallException(
                $"'{folder}' is no history: {e.Message.Split(" (Parameter", 2)[0]}",
                "Its entries are schemas or trees with a version in the name, such as api-1.0.json or qemu-7.2; --root names the root in trees.");
        }
    }

    private string? FindRelease(string entry, DiffSideReader reader, ParseResult parsed)
    {
        if (!_environment.Files.DirectoryExists(entry))
        {
            return entry.EndsWith(".json", StringComparison.Ordinal) ? entry : null;
        }

        string? root = parsed.GetValue(_options.Root);
        return root is null ? reader.FindRoot(entry) : _environment.Files.FileExists($"{entry}/{root}") ? $"{entry}/{root}" : null;
    }

    private int ExitCodeOf(IEnumerable<CompatibilityReport> reports, ParseResult parsed)
    {
        CompatibilityReport[] all = reports.ToArray();
        if (all.Any(r => r.IsIncomplete))
        {
            return ExitCodes.Failure;
        }

        Verdict worst = all.Max(r => r.Worst);
        return parsed.GetValue(_options.FailOn) switch
        {
            DiffThreshold.Breaking => worst == Verdict.Breaking ? ExitCodes.Findings : ExitCodes.Success,
            DiffThreshold.Risky => worst >= Verdict.Risky ? ExitCodes.Findings : ExitCodes.Success,
            _ => ExitCodes.Success,
        };
    }

    private SuppressionFile? ReadSuppressions(string? path)
    {
        if (path is null)
        {
            return null;
        }

        if (!new FileSchemaResolver(_environment.Files).TryRead(path, out SchemaFile? file, out string? failure))
        {
            throw new CallException($"can't read '{path}': {failure}", PathHint.For(_environment.Files, path));
        }

        SuppressionFile suppressions = SuppressionFile.Parse(file);
        foreach (string fault in suppressions.Faults)
        {
            _environment.Error.WriteLine(fault);
        }

        return suppressions.Faults.Count == 0 ? suppressions : throw new CallException($"'{path}' has faults", null);
    }

    private int WriteSuppressions(CompatibilityReport report, string path)
    {
        var text = new StringWriter { NewLine = "\n" };
        SuppressionFile.Write(report, "(why is this accepted?)", text);
        _environment.Files.WriteAllBytes(path, Encoding.UTF8.GetBytes(text.ToString()));
        return ExitCodes.Success;
    }
}
