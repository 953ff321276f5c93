using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using QapiGen.Schema.Compatibility;
using QapiGen.Schema.Compatibility.Saved;
using QapiGen.Schema.Compatibility.Wire;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.SourceGenerator;

/// <summary>Reports what a schema changed against its <c>Baseline</c>: breaking changes as errors, risky ones as suggestions.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class QapiBaselineAnalyzer : DiagnosticAnalyzer
{
    // How many commands and events a message lists.
    private const int MaxReached = 3;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        CompatibilityRuleCatalog.All.Select(RuleDescriptors.Get).ToImmutableArray();

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationAction(Analyze);
    }

    private static void Analyze(CompilationAnalysisContext context)
    {
        List<InputFile> inputs = InputFiles.ReadAll(context.Options, context.CancellationToken);
        if (!inputs.Exists(input => input.Root is { Baseline.Length: > 0 }))
        {
            return;
        }

        ImmutableArray<ParsedFile> files = InputFiles.ParseAll(inputs, context.CancellationToken);
        foreach (ParsedFile root in SchemaCompilation.Roots(files).Where(root => root.Input.Root!.Baseline.Length > 0))
        {
            Compare(context, files, root);
        }
    }

    private static void Compare(CompilationAnalysisContext context, ImmutableArray<ParsedFile> files, ParsedFile root)
    {
        SchemaFile? baseline = Find(files, root.Input.Root!.Baseline);
        if (baseline is null)
        {
            ReportIncomplete(context, root, $"'{root.Input.Root.Baseline}' is not there");
            return;
        }

        WireSchema? old = Read(files, root, baseline, out string? fault, context.CancellationToken);
        if (old is null)
        {
            ReportIncomplete(context, root, fault!);
            return;
        }

        // Faults of the new schema are reported by another analyzer; there is no verdict while there are any.
        WireSchema? @new = Read(files, root, root.Input.File, out _, context.CancellationToken);
        if (@new is not null)
        {
            foreach (CompatibilityFinding finding in SchemaComparer.Compare(old, @new).Findings.Where(f => f.Verdict != Verdict.Compatible))
            {
                Report(context, root, finding);
            }
        }
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
                return SavedSchema.Read(start);
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
        return WireSchema.FromModel(schema, conditions is "" or "*" ? null : SymbolSet.Parse(conditions));
    }

    private static void ReportIncomplete(CompilationAnalysisContext context, ParsedFile root, string what)
    {
        string message = string.Format(System.Globalization.CultureInfo.InvariantCulture, ComparisonIncomplete.Rule.Format, "baseline", what);
        context.ReportDiagnostic(Diagnostic.Create(RuleDescriptors.Get(ComparisonIncomplete.Rule), SchemaLocations.ToRoslyn(Start(root)), message));
    }

    private static void Report(CompilationAnalysisContext context, ParsedFile root, CompatibilityFinding finding) => context.ReportDiagnostic(Diagnostic.Create(
        RuleDescriptors.Get(finding.Rule),
        SchemaLocations.ToRoslyn(finding.New ?? finding.Near ?? Start(root)),
        finding.Verdict == Verdict.Breaking ? DiagnosticSeverity.Error : DiagnosticSeverity.Info,
        finding.Old is null ? Array.Empty<Location>() : [SchemaLocations.ToRoslyn(finding.Old)],
        properties: null,
        finding.Text + Reached(finding)));

    private static string Reached(CompatibilityFinding finding)
    {
        string[] elsewhere = finding.ReachedFrom.Where(name => name != finding.Path).ToArray();
        string more = elsewhere.Length > MaxReached ? $" and {elsewhere.Length - MaxReached} more" : string.Empty;
        return elsewhere.Length == 0 ? string.Empty : $" (reached from {string.Join(", ", elsewhere.Take(MaxReached))}{more})";
    }

    private static SchemaLocation Start(ParsedFile root) => new(root.Input.File, new SourceSpan(0, 0));
}
