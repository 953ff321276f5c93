using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using QapiGen.Compatibility.Configuration;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Suppressions;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>What a build says beyond faults of schemas: of the configuration, of the baseline, and of what has changed since.</summary>
internal static class ProjectFindings
{
    // How many symbols a message lists.
    private const int MaxSymbols = 8;

    /// <summary>The findings, with their places.</summary>
    public static IEnumerable<(SchemaLocation Place, Diagnostic Finding)> Find(RequestScope scope, IEnumerable<RootSnapshot> roots)
    {
        IReadOnlyList<ProjectConfiguration> configurations = scope.Snapshot.Projects.Configurations;
        foreach (ConfigurationFault fault in scope.Snapshot.Projects.Faults)
        {
            SchemaFile file = configurations.First(configuration => configuration.File!.Path == fault.Path).File!;
            yield return Create(scope, LineOf(file, fault.Line), SchemaSeverity.Error, SchemaRules.InvalidSetting.Id, fault.Message);
        }

        foreach (RootSnapshot root in roots)
        {
            foreach ((SchemaLocation, Diagnostic) finding in UnknownSymbols(scope, root))
            {
                yield return finding;
            }

            // There is no verdict about a schema with faults.
            if (root.Settings.Baseline is not null && !root.Diagnostics.Any(static item => item.Severity == SchemaSeverity.Error))
            {
                foreach ((SchemaLocation, Diagnostic) finding in Of(scope, root, root.Comparison.Value))
                {
                    yield return finding;
                }
            }
        }
    }

    // Of what is said to be defined; in the words of a build.
    private static IEnumerable<(SchemaLocation Place, Diagnostic Finding)> UnknownSymbols(RequestScope scope, RootSnapshot root)
    {
        string[] symbols = [.. SymbolSet.Split(root.Settings.Conditions).Where(SymbolSet.IsSymbol)];
        if (symbols.Length == 0)
        {
            yield break;
        }

        SortedSet<string> known = ConditionSymbols.Find(root.Loaded);
        string list = known.Count == 0 ? "none" : string.Join(", ", known.Take(MaxSymbols)) + (known.Count > MaxSymbols ? $" and {known.Count - MaxSymbols} more" : "");
        SchemaLocation place = PlaceOf(root, "conditions") ?? new SchemaLocation(root.Loaded.Root.Document.File, default);
        foreach (string symbol in symbols.Where(symbol => !known.Contains(symbol)))
        {
            SchemaRule rule = SchemaRules.UnknownConditionSymbol;
            yield return Create(scope, place, rule.Severity, rule.Id, string.Format(CultureInfo.InvariantCulture, rule.Format, symbol, list));
        }
    }

    private static IEnumerable<(SchemaLocation Place, Diagnostic Finding)> Of(RequestScope scope, RootSnapshot root, Comparison comparison)
    {
        SchemaLocation start = new(root.Loaded.Root.Document.File, default);
        if (comparison.Fault is { } fault)
        {
            string message = string.Format(CultureInfo.InvariantCulture, ComparisonIncomplete.Rule.Format, "baseline", fault);
            yield return Create(scope, PlaceOf(root, comparison.FaultSetting) ?? start, ComparisonIncomplete.Rule.Severity, ComparisonIncomplete.Id, message);
        }

        foreach (SuppressionFault each in comparison.SuppressionFaults)
        {
            yield return Create(scope, LineOf(root.Accepted!, each.Line), SchemaSeverity.Error, SuppressionInvalid.Id, each.Message);
        }

        foreach (CompatibilityFinding finding in Changes(comparison))
        {
            yield return Show(scope, root, finding);
        }
    }

    /// <summary>What has changed since the baseline, and isn't compatible.</summary>
    public static IEnumerable<CompatibilityFinding> Changes(Comparison comparison) => comparison.Report?.Findings.Where(static finding => finding.Verdict != Verdict.Compatible) ?? [];

    /// <summary>Where a change is shown: what isn't there any more has no place but the root's beginning.</summary>
    public static SchemaLocation PlaceOf(RootSnapshot root, CompatibilityFinding change) => change.New ?? change.Near ?? new SchemaLocation(root.Loaded.Root.Document.File, default);

    /// <summary>A change as a build judges it.</summary>
    public static (SchemaLocation Place, Diagnostic Finding) Show(RequestScope scope, RootSnapshot root, CompatibilityFinding change)
    {
        BuildVerdict verdict = BuildVerdict.Of(change, root.Settings.Configuration ?? ProjectConfiguration.Empty);
        (SchemaLocation place, Diagnostic created) = Create(scope, PlaceOf(root, change), verdict.Severity, change.Rule.Id, verdict.Text);
        return (place, scope.Client.ShowsRelated && change.Old is { } old && DocumentUri.IsFile(old.File.Path)
            ? created with { RelatedInformation = [new DiagnosticRelatedInformation(scope.Locate(old.File, old.Span), "as it was")] }
            : created);
    }

    // Where the configuration says it; else a project does, or the user.
    private static SchemaLocation? PlaceOf(RootSnapshot root, string setting) =>
        root.Settings.Configures(setting) is { } configuration ? LineOf(configuration.File!, configuration.LineOf(setting)) : null;

    private static SchemaLocation LineOf(SchemaFile file, int line)
    {
        int start = file.GetLineStart(System.Math.Clamp(line - 1, 0, file.LineCount - 1));
        int end = file.Text.IndexOf('\n', start);
        return new SchemaLocation(file, new SourceSpan(start, (end < 0 ? file.Text.Length : end) - start));
    }

    private static (SchemaLocation Place, Diagnostic Finding) Create(RequestScope scope, SchemaLocation place, SchemaSeverity severity, string id, string message) =>
        (place, new Diagnostic(scope.Positions.ToRange(place.File, place.Span), Findings.NumberOf(severity), id, Findings.Source, SafeText.Escape(message)) { CodeDescription = Findings.Explain(scope, id) });
}
