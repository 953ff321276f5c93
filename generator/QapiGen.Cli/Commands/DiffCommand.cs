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
using QapiGen.Cli.Options;
using QapiGen.Cli.Output;
using QapiGen.Cli.Schemas;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Configuration;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Suppressions;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen diff OLD NEW</c>: says what changed between two schemas, and whom that breaks.</summary>
internal sealed class DiffCommand : Command, IHasExamples
{
    private readonly CliEnvironment _environment;
    private readonly SchemaOptions _schemaOptions = new();
    private readonly DiffOptions _options = new();
    private readonly Argument<string[]> _sides = new("SIDE")
    {
        Description = "Old and new side: a schema's root file or folder, one in a commit (git:REF in the repository of the other side, git:REF:PATH in that of this directory), a saved reply to query-qmp-schema"
            + " or a recorded session, unix:PATH or tcp:HOST:PORT; or one folder with a version in the name of each entry, for a history;"
            + " with --against the roots, or nothing",
        Arity = new ArgumentArity(0, 1000),
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
        _options.Commands.CompletionSources.Add(context => LiveNames.OfSides<CommandInfo>(context, environment, _sides));
        _options.Events.CompletionSources.Add(context => LiveNames.OfSides<EventInfo>(context, environment, _sides));
        SetAction(RunAsync);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen diff v1/api.json v2/api.json", "List what breaks old clients, or new clients on old servers."),
        ("qapigen diff --against origin/main", "Compare the schemas of this working tree with those of a commit."),
        ("qapigen diff api.json unix:/run/qmp.sock --profile server", "Say what a live server lacks of a schema that a client was made from."),
        ("qapigen diff git:v1.0 api.json --format changelog", "Write what was added, changed, deprecated and removed since a tag."),
        ("qapigen diff releases/ --profile policy", "Check a history of releases: deprecation before removal, documented versions."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        ReadingSettings settings = _schemaOptions.GetSettings(parsed, _environment);
        ConfigurationFile file = settings.File;
        ProjectConfiguration configuration = file.Configuration;
        CompatibilityOptions options = _options.GetOptions(parsed);
        if (!IsGiven(parsed, _options.Profile) && configuration.Profile is CompatibilityProfile profile)
        {
            options = options with { Profile = profile };
        }

        var reading = new DiffReading(
            settings.Dialect,
            settings.Includes,
            settings.Conditions is null ? null : settings.Symbols,
            new NamePattern(_options.GetCommands(parsed)),
            new NamePattern(parsed.GetValue(_options.Events) ?? string.Empty),
            _options.GetTimeout(parsed))
        {
            NeedsNames = options.Profile == CompatibilityProfile.Stored,
            HoldsAll = settings.Conditions is "all" or "*",
        };
        var reader = new DiffSideReader(_environment, reading);
        AcceptedFindings? suppressions = ReadSuppressions(parsed, file);
        var notes = new DiffNotes(_environment);
        IReadOnlyList<DiffComparison> comparisons = await CompareAsync(reader, options, file, notes, parsed, cancellationToken).ConfigureAwait(false);
        bool isFaulty = comparisons.Any(static comparison => comparison.IsFaulty);
        ReportUnknownSymbols(reader, settings, comparisons, notes);
        ReportNew(settings, comparisons, notes);
        if (!isFaulty)
        {
            ReportUnmatched(reading.Commands, "command", comparisons, notes);
            ReportUnmatched(reading.Events, "event", comparisons, notes);
        }

        DiffFormat format = parsed.GetValue(_options.Format);
        bool isAnyCompared = comparisons.Any(static comparison => !comparison.IsFaulty && !comparison.IsLeftOut);
        if (isFaulty && format is DiffFormat.Text or DiffFormat.Changelog && !isAnyCompared && !IsGiven(parsed, _options.Against))
        {
            // People have read what is wrong on the other stream; programs find it in the result.
            return ExitCodes.Failure;
        }

        if (parsed.GetValue(_options.WriteSuppressions) is string path)
        {
            return isFaulty
                ? throw new CallException($"'{path}' isn't written, since not all could be compared")
                : WriteSuppressions(comparisons.Select(c => c.Report), path);
        }

        comparisons = suppressions?.Apply(comparisons, options, [.. configuration.Roots.Select(root => file.PathOf(root, _environment))], reader, cancellationToken) ?? comparisons;

        // How grave a project takes a rule to be is for its gate; a changelog is read by others.
        IReadOnlyList<DiffComparison> news = comparisons;
        comparisons = comparisons.Select(comparison => comparison with { Report = configuration.Apply(comparison.Report) }).ToArray();
        DiffWriter.WriteWarnings(comparisons, format, _environment);
        DiffWriter.Write(format == DiffFormat.Changelog ? news : comparisons, notes.All, format, parsed.GetValue(_options.All), _environment);
        return ExitCodeOf(comparisons.Select(c => c.Report).ToArray(), IsGiven(parsed, _options.FailOn) ? parsed.GetValue(_options.FailOn) : Threshold(configuration.FailOn));
    }

    private AcceptedFindings? ReadSuppressions(ParseResult parsed, ConfigurationFile file) =>
        parsed.GetValue(_options.Suppress) is string named ? AcceptedFindings.Read(_environment, named, PathOrigin.CommandLine)
        : file.Configuration.Suppressions is string configured && !IsGiven(parsed, _options.WriteSuppressions) ? AcceptedFindings.Read(_environment, file.PathOf(configured, _environment), PathOrigin.Found)
        : null;

    // What is wrong with sides was reported.
    private async Task<IReadOnlyList<DiffComparison>> CompareAsync(
        DiffSideReader reader, CompatibilityOptions options, ConfigurationFile file, DiffNotes notes, ParseResult parsed, CancellationToken cancellationToken)
    {
        string[] names = parsed.GetValue(_sides) ?? [];
        RefuseOptionsOfHistory(parsed, names);
        string[] roots = [.. file.Configuration.Roots.Select(root => file.PathOf(root, _environment))];
        if (parsed.GetValue(_options.Against) is string reference)
        {
            return new DiffAgainst(_environment, reader, options, notes).Compare(reference, new AgainstRoots(_environment, names, file), cancellationToken);
        }

        // Without sides, what the build compares; its commit is one of the repository that the configuration lies in.
        string? place = null;
        PathOrigin origin = PathOrigin.CommandLine;
        if (names.Length == 0 && file.Configuration.Baseline is string baseline)
        {
            if (GitSide.TryParse(baseline, out GitSide? side) && side.Path is null)
            {
                return new DiffAgainst(_environment, reader, options, notes).Compare(side.Reference, new AgainstRoots(_environment, [], file), cancellationToken);
            }

            place = file.Folder;
            origin = PathOrigin.Found;
            names = roots.Length == 1
                ? [side is null ? file.PathOf(baseline, _environment) : baseline, roots[0]]
                : throw new CallException($"{ProjectConfiguration.FileName} names a baseline for one root, and {roots.Length} roots", "Write roots = [ \"api.json\" ], or baseline = \"git:REF\".");
        }

        switch (names)
        {
            case [string folder]:
                var history = new DiffHistory(_environment, reader, options)
                {
                    Root = parsed.GetValue(_options.Root),
                    AllPairs = parsed.GetValue(_options.AllPairs),
                    Promise = parsed.GetValue(_options.Promise),
                };
                return await history.CompareAsync(folder, cancellationToken).ConfigureAwait(false);
            case [string first, string second]:
                DiffSide[] sides =
                [
                    await reader.ReadAsync(first, second, place, origin, isOld: true, cancellationToken).ConfigureAwait(false),
                    await reader.ReadAsync(second, first, place, origin, isOld: false, cancellationToken).ConfigureAwait(false),
                ];
                (DiffSide old, DiffSide @new) = reader.BesideCaptured(sides) is [var one, var other] ? (one, other) : (sides[0], sides[1]);
                return old.Schema is null || @new.Schema is null
                    ? [FaultySides.Compare(old, @new, options.Profile)]
                    : [new DiffComparison(old, @new, SchemaComparer.Compare(old.Schema, @new.Schema, options))];
            default:
                throw new CallException(
                    names.Length == 0 ? "diff needs two sides" : $"diff takes two sides, not {names.Length}",
                    "Name OLD and NEW, one folder of releases, or --against REF.");
        }
    }

    // Once for all that was read: each side has symbols that another one lacks.
    private static void ReportUnknownSymbols(DiffSideReader reader, ReadingSettings settings, IReadOnlyList<DiffComparison> comparisons, DiffNotes notes)
    {
        foreach (string unknown in reader.Symbols is { } known ? ConditionNames.FindUnknown(known, settings.SymbolNames) : [])
        {
            notes.Warn(PlaceOf(comparisons), unknown);
        }
    }

    private static void ReportNew(ReadingSettings settings, IReadOnlyList<DiffComparison> comparisons, DiffNotes notes)
    {
        foreach (string path in settings.Includes.New)
        {
            notes.Warn(PlaceOf(comparisons), $"'{path}' is new since a commit that includes a file of this name: what it is now counts for both sides");
        }
    }

    // As the build does it: a pattern that no side has anything of is probably mistyped.
    private static void ReportUnmatched(NamePattern patterns, string kind, IReadOnlyList<DiffComparison> comparisons, DiffNotes notes)
    {
        foreach (string pattern in patterns.Unused.Where(static pattern => pattern != "*").Distinct())
        {
            var unmatched = new SchemaDiagnostic(SchemaRules.PatternWithoutMatch, null, new EquatableArray<string>([pattern, kind]));
            notes.Warn(PlaceOf(comparisons), unmatched.Message, unmatched.Rule.Id);
        }
    }

    private static string PlaceOf(IReadOnlyList<DiffComparison> comparisons) => comparisons is [DiffComparison only] ? $"{only.Old.Name} → {only.New.Name}" : "all sides";

    // What would have no effect isn't what was meant.
    private void RefuseOptionsOfHistory(ParseResult parsed, string[] names)
    {
        Option[] options = [_options.Root, _options.AllPairs, _options.Promise];
        if ((names.Length != 1 || IsGiven(parsed, _options.Against)) && Array.Find(options, option => IsGiven(parsed, option)) is { } option)
        {
            throw new CallException($"{option.Name} is for a history", "Name one folder whose entries have versions in their names: diff RELEASES.");
        }
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static DiffThreshold Threshold(string? name) => name switch
    {
        "risky" => DiffThreshold.Risky,
        "never" => DiffThreshold.Never,
        _ => DiffThreshold.Breaking,
    };

    private static int ExitCodeOf(CompatibilityReport[] reports, DiffThreshold threshold)
    {
        if (reports.Any(r => r.IsIncomplete))
        {
            return ExitCodes.Failure;
        }

        // With nothing on the old side nothing was compared, whatever may pass.
        if (reports.Any(r => r.IsOldSideEmpty))
        {
            return ExitCodes.Findings;
        }

        Verdict worst = reports.Length == 0 ? Verdict.Compatible : reports.Max(r => r.Worst);
        Verdict? least = threshold switch
        {
            DiffThreshold.Breaking => Verdict.Breaking,
            DiffThreshold.Risky => Verdict.Risky,
            _ => null,
        };
        return worst >= least ? ExitCodes.Findings : ExitCodes.Success;
    }

    private int WriteSuppressions(IEnumerable<CompatibilityReport> reports, string path)
    {
        // What is there was written by people, as reasons are.
        bool isThere = _environment.Files.NatureOf(path) == FileNature.File && _environment.Files.FileExists(path);
        SuppressionFile file = isThere ? AcceptedFindings.ReadFile(_environment, path, PathOrigin.CommandLine) : SuppressionFile.Parse(new SchemaFile(path, string.Empty));
        string text = file.Extend(reports, "(why is this accepted?)");
        try
        {
            _environment.Files.WriteAllBytes(path, Encoding.UTF8.GetBytes(text), PathOrigin.CommandLine);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CallException($"can't write '{path}': {ReadFailure.Describe(_environment.Files, path, e)}", null);
        }

        return ExitCodes.Success;
    }
}
