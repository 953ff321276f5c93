using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Wire;
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
    // How many commands and events a message lists.
    private const int MaxReached = 3;

    /// <summary>Compares each root that has a baseline.</summary>
    public static ImmutableArray<Finding> Find(ImmutableArray<ParsedFile> files, CancellationToken cancellationToken) =>
        SchemaCompilation.Roots(files)
            .Where(static root => root.Input.Root!.Baseline.Length > 0)
            .SelectMany(root => Compare(files, root, cancellationToken))
            .Distinct()
            .ToImmutableArray();

    private static IEnumerable<Finding> Compare(ImmutableArray<ParsedFile> files, ParsedFile root, CancellationToken cancellationToken)
    {
        SchemaFile? baseline = Find(files, root.Input.Root!.Baseline);
        if (baseline is null)
        {
            return [Incomplete(root, $"'{root.Input.Root.Baseline}' is not there")];
        }

        WireSchema? old = Read(files, root, baseline, out string? fault, cancellationToken);
        if (old is null)
        {
            return [Incomplete(root, fault!)];
        }

        // Faults of the new schema are found when it is planned; there is no verdict while there are any.
        WireSchema? @new = Read(files, root, root.Input.File, out _, cancellationToken);
        return @new is null
            ? []
            : SchemaComparer.Compare(old, @new, Options(root.Input.Root)).Findings.Where(static finding => finding.Verdict != Verdict.Compatible).Select(finding => Create(root, finding));
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
    private static CompatibilityOptions Options(SchemaSettings settings) => new()
    {
        Code = settings.GetRole() switch
        {
            GenerationRole.Client => SourceBreaks.Callers,
            GenerationRole.Server => SourceBreaks.Implementers,
            _ => SourceBreaks.Both,
        },
    };

    private static Finding Incomplete(ParsedFile root, string what)
    {
        string message = string.Format(System.Globalization.CultureInfo.InvariantCulture, ComparisonIncomplete.Rule.Format, "baseline", what);
        return new Finding(ComparisonIncomplete.Rule, ComparisonIncomplete.Rule.Severity, message, Start(root), default);
    }

    private static Finding Create(ParsedFile root, CompatibilityFinding finding) => new(
        finding.Rule,
        finding.Verdict == Verdict.Breaking ? SchemaSeverity.Error : SchemaSeverity.Info,
        finding.Text + Reached(finding),
        (finding.New ?? finding.Near) is SchemaLocation place ? FindingPlace.Create(place) : Start(root),
        finding.Old is null ? default : new EquatableArray<FindingPlace>([FindingPlace.Create(finding.Old)]));

    private static string Reached(CompatibilityFinding finding)
    {
        string[] elsewhere = finding.ReachedFrom.Where(name => name != finding.Path).ToArray();
        string more = elsewhere.Length > MaxReached ? $" and {elsewhere.Length - MaxReached} more" : string.Empty;
        return elsewhere.Length == 0 ? string.Empty : $" (reached from {string.Join(", ", elsewhere.Take(MaxReached))}{more})";
    }

    private static FindingPlace Start(ParsedFile root) => FindingPlace.Create(new SchemaLocation(root.Input.File, new SourceSpan(0, 0)));
}
