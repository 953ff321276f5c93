using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Configuration;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Suppressions;
using QapiGen.Compatibility.Wire;
using QapiGen.Emit.Items;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.SourceGenerator;

/// <summary>What a schema changed against its <c>Baseline</c>: breaking changes as errors, risky ones as suggestions.</summary>
internal static class BaselineFindings
{
    /// <summary>Compares each root that has a baseline.</summary>
    public static ImmutableArray<Finding> Find((ImmutableArray<ParsedFile> Files, BaselinePolicy Policy) input, CancellationToken cancellationToken)
    {
        ProjectConfiguration configuration = input.Policy.GetConfiguration();
        ParsedFile[] roots = SchemaCompilation.Roots(input.Files).ToArray();
        Finding[] faults = roots.Length == 0 || input.Policy.Configuration is not { } file ? [] : [.. Faults(file, configuration, roots)];
        return faults.Length > 0
            ? [.. faults]
            : [.. Judge([.. roots.Select(root => Judge(input.Files, root, configuration, input.Policy, cancellationToken))], configuration, input.Policy).Distinct()];
    }

    private static RootComparison Judge(
        ImmutableArray<ParsedFile> files, ParsedFile root, ProjectConfiguration configuration, BaselinePolicy policy, CancellationToken cancellationToken) =>
        LostSuppressions(root, configuration, policy) is Finding lost ? new(root) { Faults = [lost] }
        : root.Input.Root!.BaselineFault is { Length: > 0 } fault ? new(root) { Faults = [Unfound(root, fault)] }
        : root.Input.Root!.Baseline.Length > 0 ? Compare(files, root, configuration, cancellationToken)
        : new(root) { Faults = [.. WithoutBaseline(root, configuration)] };

    // What the configuration says is for the tool as well, which may be given another side.
    private static IEnumerable<Finding> WithoutBaseline(ParsedFile root, ProjectConfiguration configuration)
    {
        SchemaRoot said = root.ToRoot();
        SchemaSettings own = IsConfigured(said.Settings.Suppressions, configuration) ? said.Settings with { Suppressions = "" } : said.Settings;
        return ItemFindings.WithoutBaseline(said with { Settings = own }).Select(Finding.Create);
    }

    // All roots that have the same file of accepted findings at once, since each line of it may be for any of them.
    private static IEnumerable<Finding> Judge(RootComparison[] roots, ProjectConfiguration configuration, BaselinePolicy policy)
    {
        foreach (RootComparison root in roots)
        {
            RootComparison[] users = [.. roots.Where(other => IsSame(other.Suppressions, root.Suppressions))];
            if (root.Report is null || root.Suppressions.Length == 0)
            {
                foreach (Finding finding in root.Faults.Concat(Create(root, root.Report, configuration)))
                {
                    yield return finding;
                }
            }
            else if (root == users.First(static user => user.Report is not null))
            {
                foreach (Finding finding in Accept([.. users.Where(static user => user.Report is not null)], IsJudged(users, roots, configuration, policy), configuration, policy))
                {
                    yield return finding;
                }
            }
        }
    }

    private static IEnumerable<Finding> Accept(RootComparison[] users, bool isJudged, ProjectConfiguration configuration, BaselinePolicy policy)
    {
        SuppressionFile suppressions = SuppressionFile.Parse(policy.FindSuppressions(users[0].Suppressions)!);
        if (suppressions.Faults.Count > 0)
        {
            return suppressions.Faults.Select(static fault =>
                new Finding(SuppressionInvalid.Rule, SuppressionInvalid.Rule.Severity, fault.Message, FindingPlace.Create(fault.Location), default));
        }

        IReadOnlyList<CompatibilityReport> left = suppressions.Apply(
            [.. users.Select(static user => user.Report!)], isJudged ? users.SelectMany(static user => WiderComparison.Find(user.Old!, user.New!, user.Options!)) : null);
        return users.SelectMany((user, i) => Create(user, left[i], configuration));
    }

    // Where a root isn't compared, or others may have the file as well, nobody knows what is no longer needed.
    private static bool IsJudged(RootComparison[] users, RootComparison[] roots, ProjectConfiguration configuration, BaselinePolicy policy)
    {
        string path = users[0].Suppressions;
        return users.All(static user => user.Report is not null)
            && !policy.Shared.ToArray().Any(shared => IsSame(shared, path))
            && (!IsConfigured(path, configuration) || configuration.Roots.All(named => Array.Exists(roots, root => IsSame(SchemaPath.Join(configuration.File!.Path, named), root.Root.Input.File.Path))));
    }

    private static bool IsConfigured(string suppressions, ProjectConfiguration configuration) =>
        configuration is { File: SchemaFile file, Suppressions: string configured } && IsSame(SchemaPath.Join(file.Path, configured), suppressions);

    private static bool IsSame(string path, string other) => SchemaPath.Normalize(path) == SchemaPath.Normalize(other);

    // The compiler isn't given a file that isn't there or can't be opened, which it would refuse in words of its own.
    private static Finding? LostSuppressions(ParsedFile root, ProjectConfiguration configuration, BaselinePolicy policy)
    {
        string path = root.Input.Root!.Suppressions;
        if (path.Length == 0 || policy.FindSuppressions(path) is not null)
        {
            return null;
        }

        bool isThere = root.Input.Root!.GetUnreadable().Contains(SchemaPath.Normalize(path));
        return IsConfigured(path, configuration)
            ? Invalid(
                configuration.File!,
                configuration.LineOf("suppressions"),
                $"suppressions = \"{configuration.Suppressions}\": " + (isThere ? $"'{path}': {SchemaCompilation.Unreadable}" : $"there is no file '{path}'"))
            : new Finding(
                SchemaRules.InvalidSetting,
                SchemaRules.InvalidSetting.Severity,
                $"Suppressions=\"{path}\" of the QapiSchema item '{root.Input.File.Path}': {(isThere ? SchemaCompilation.Unreadable : "there is no such file")}",
                Start(root),
                default);
    }

    // What the build looks for by its line, before the compiler runs, it finds in the plainest form only; nothing may pass unnoticed.
    private static IEnumerable<Finding> Faults(SchemaFile file, ProjectConfiguration configuration, ParsedFile[] roots)
    {
        foreach (ConfigurationFault fault in configuration.Faults)
        {
            yield return Invalid(file, fault.Line, fault.Message);
        }

        if (configuration.Baseline is not null && Array.Exists(roots, static root => root.Input.Root!.Baseline.Length == 0))
        {
            yield return Invalid(file, 1, "a build finds 'baseline' where a line is baseline = \"...\", and not in this form");
        }

        if (configuration.Suppressions is not null && Array.Exists(roots, static root => root.Input.Root!.Suppressions.Length == 0))
        {
            yield return Invalid(file, 1, "a build finds 'suppressions' where a line is suppressions = \"...\", and not in this form");
        }
    }

    private static Finding Invalid(SchemaFile file, int line, string message)
    {
        int start = 0;
        for (; line > 1 && file.Text.IndexOf('\n', start) is >= 0 and int end; line--)
        {
            start = end + 1;
        }

        return new Finding(
            SchemaRules.InvalidSetting, SchemaRules.InvalidSetting.Severity, message, FindingPlace.Create(new SchemaLocation(file, new SourceSpan(start, 0))), default);
    }

    private static RootComparison Compare(ImmutableArray<ParsedFile> files, ParsedFile root, ProjectConfiguration configuration, CancellationToken cancellationToken)
    {
        SchemaSettings settings = root.Input.Root!;
        SchemaFile? baseline = Find(files, settings.Baseline);
        if (baseline is null)
        {
            return new(root) { Faults = [Incomplete(root, $"'{settings.Baseline}' is not there")] };
        }

        WireSchema? old = Read(files, root, baseline, out string? fault, cancellationToken);
        if (old is null)
        {
            return new(root) { Faults = [Incomplete(root, fault!)] };
        }

        // Faults of the new schema are found when it is planned; there is no verdict while there are any.
        CompatibilityOptions options = Options(settings, configuration);
        return Read(files, root, root.Input.File, out _, cancellationToken) is not WireSchema @new
            ? new(root)
            : new(root) { Report = SchemaComparer.Compare(old, @new, options), Old = old, New = @new, Options = options };
    }

    private static SchemaFile? Find(ImmutableArray<ParsedFile> files, string path)
    {
        string wanted = SchemaPath.Normalize(path);
        return files.Select(file => file.Input.File).FirstOrDefault(file => SchemaPath.Normalize(file.Path) == wanted);
    }

    private static WireSchema? Read(ImmutableArray<ParsedFile> files, ParsedFile root, SchemaFile start, out string? fault, CancellationToken cancellationToken)
    {
        fault = null;
        try
        {
            if (SavedSchema.IsLikely(start))
            {
                return SavedSchema.Read(start).Select(root.Input.Root!.Commands, root.Input.Root.Events);
            }
        }
        catch (IntrospectionFormatException e)
        {
            fault = $"{start.Path}: {e.Message}";
            return null;
        }

        QapiSchema? schema = ComparedSchema.Bind(
            root.Input.Root!.GetDialect(),
            isOld: start != root.Input.File,
            (dialect, bag) => SchemaCompilation.Bind(files, root, start, dialect, bag, cancellationToken),
            out fault);
        string conditions = root.Input.Root!.Conditions;
        return schema is null ? null : WireSchema.FromModel(schema, conditions is "" or "*" ? null : SymbolSet.Parse(conditions))
            .Select(root.Input.Root.Commands, root.Input.Root.Events);
    }

    // Only what the project uses counts.
    private static CompatibilityOptions Options(SchemaSettings settings, ProjectConfiguration configuration) => new()
    {
        Profile = ProfileOf(settings) ?? configuration.Profile ?? CompatibilityProfile.Full,
        Code = settings.GetRole() switch
        {
            GenerationRole.Client => SourceBreaks.Callers,
            GenerationRole.Server => SourceBreaks.Implementers,
            _ => SourceBreaks.Both,
        },
    };

    // A name that isn't known has been reported.
    private static CompatibilityProfile? ProfileOf(SchemaSettings settings) =>
        Array.Find(Enum.GetNames(typeof(CompatibilityProfile)), name => string.Equals(name, settings.Profile, StringComparison.OrdinalIgnoreCase)) is string name
            ? (CompatibilityProfile)Enum.Parse(typeof(CompatibilityProfile), name)
            : null;

    private static Finding Incomplete(ParsedFile root, string what) =>
        Unfound(root, string.Format(System.Globalization.CultureInfo.InvariantCulture, ComparisonIncomplete.Rule.Format, "baseline", what));

    private static Finding Unfound(ParsedFile root, string message) =>
        new(ComparisonIncomplete.Rule, ComparisonIncomplete.Rule.Severity, message, Start(root), default);

    private static IEnumerable<Finding> Create(RootComparison root, CompatibilityReport? report, ProjectConfiguration configuration) =>
        report is null ? []
        : configuration.Apply(report).Findings.Where(static finding => finding.Verdict != Verdict.Compatible).Select(finding => Create(root.Root, finding, configuration));

    private static Finding Create(ParsedFile root, CompatibilityFinding finding, ProjectConfiguration configuration)
    {
        BuildVerdict verdict = BuildVerdict.Of(finding, configuration);
        return new Finding(
            finding.Rule,
            verdict.Severity,
            verdict.Text,
            (finding.New ?? finding.Near) is SchemaLocation place ? FindingPlace.Create(place) : Start(root),
            finding.Old is null ? default : new EquatableArray<FindingPlace>([FindingPlace.Create(finding.Old)]));
    }

    private static FindingPlace Start(ParsedFile root) => FindingPlace.Create(new SchemaLocation(root.Input.File, new SourceSpan(0, 0)));

    // A root, and what was found, unless there is nothing to compare it with, or that has faults.
    private sealed record RootComparison(ParsedFile Root)
    {
        public IReadOnlyList<Finding> Faults { get; init; } = [];

        public CompatibilityReport? Report { get; init; }

        public WireSchema? Old { get; init; }

        public WireSchema? New { get; init; }

        public CompatibilityOptions? Options { get; init; }

        public string Suppressions => Root.Input.Root!.Suppressions;
    }
}
