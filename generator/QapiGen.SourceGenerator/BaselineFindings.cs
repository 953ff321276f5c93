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
            : [.. roots.SelectMany(root => Judge(input.Files, root, configuration, input.Policy, cancellationToken)).Distinct()];
    }

    private static IEnumerable<Finding> Judge(
        ImmutableArray<ParsedFile> files, ParsedFile root, ProjectConfiguration configuration, BaselinePolicy policy, CancellationToken cancellationToken) =>
        LostSuppressions(root, configuration, policy) is Finding lost ? [lost]
        : root.Input.Root!.Baseline.Length > 0 ? Compare(files, root, configuration, policy, cancellationToken)
        : [];

    // The compiler isn't given a file that isn't there, which it would refuse in words of its own.
    private static Finding? LostSuppressions(ParsedFile root, ProjectConfiguration configuration, BaselinePolicy policy)
    {
        string path = root.Input.Root!.Suppressions;
        if (path.Length == 0 || policy.FindSuppressions(path) is not null)
        {
            return null;
        }

        return configuration is { File: SchemaFile file, Suppressions: string configured } && SchemaPath.Normalize(path) == SchemaPath.Normalize(SchemaPath.Join(file.Path, configured))
            ? Invalid(file, configuration.LineOf("suppressions"), $"suppressions = \"{configured}\": there is no file '{path}'")
            : new Finding(
                SchemaRules.InvalidSetting,
                SchemaRules.InvalidSetting.Severity,
                $"Suppressions=\"{path}\" of the QapiSchema item '{root.Input.File.Path}': there is no such file",
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

    private static IEnumerable<Finding> Compare(
        ImmutableArray<ParsedFile> files, ParsedFile root, ProjectConfiguration configuration, BaselinePolicy policy, CancellationToken cancellationToken)
    {
        SchemaSettings settings = root.Input.Root!;
        SchemaFile? baseline = Find(files, settings.Baseline);
        if (baseline is null)
        {
            return [Incomplete(root, $"'{settings.Baseline}' is not there")];
        }

        WireSchema? old = Read(files, root, baseline, out string? fault, cancellationToken);
        if (old is null)
        {
            return [Incomplete(root, fault!)];
        }

        SuppressionFile? suppressions = settings.Suppressions.Length == 0 ? null : SuppressionFile.Parse(policy.FindSuppressions(settings.Suppressions)!);
        if (suppressions is { Faults.Count: > 0 })
        {
            return suppressions.Faults.Select(each => Incomplete(root, each.ToString()));
        }

        // Faults of the new schema are found when it is planned; there is no verdict while there are any.
        WireSchema? @new = Read(files, root, root.Input.File, out _, cancellationToken);
        if (@new is null)
        {
            return [];
        }

        CompatibilityReport report = SchemaComparer.Compare(old, @new, Options(settings, configuration));
        report = configuration.Apply(suppressions?.Apply(report) ?? report);
        return report.Findings.Where(static finding => finding.Verdict != Verdict.Compatible).Select(finding => Create(root, finding, configuration));
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

        var bag = new DiagnosticBag();
        QapiSchema schema = SchemaCompilation.Bind(files, root, start, bag, cancellationToken);
        SchemaDiagnostic? error = bag.ToArray().FirstOrDefault(item => item.Severity == SchemaSeverity.Error);
        if (error is not null)
        {
            fault = $"{error.Location?.File.Path}({error.Location?.Position.Line}): {error.Message}";
            return null;
        }

        string conditions = root.Input.Root!.Conditions;
        return WireSchema.FromModel(schema, conditions is "" or "*" ? null : SymbolSet.Parse(conditions))
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

    private static Finding Incomplete(ParsedFile root, string what)
    {
        string message = string.Format(System.Globalization.CultureInfo.InvariantCulture, ComparisonIncomplete.Rule.Format, "baseline", what);
        return new Finding(ComparisonIncomplete.Rule, ComparisonIncomplete.Rule.Severity, message, Start(root), default);
    }

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
}
