using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using QapiGen.Emit;
using QapiGen.Emit.Items;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.SourceGenerator;

/// <summary>Generates C# from the project's QAPI schemas, and reports their faults.</summary>
/// <remarks>Faults aren't left to analyzers: those don't run when they are switched off, nor when C# that uses a faulty schema doesn't compile.</remarks>
[Generator(LanguageNames.CSharp)]
public sealed class QapiGenerator : IIncrementalGenerator
{
    // Of texts that the driver has anyway; what it lets go of is gone from here, too.
    private static readonly WrittenTexts Written = new();

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<BaselinePolicy> policy = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(BaselinePolicy.Read)
            .Where(static file => file is not null)
            .Collect()
            .Select(static (files, _) => BaselinePolicy.Join(files));
        IncrementalValueProvider<SharedSettings> shared = policy.Select(static (policy, _) => SharedSettings.Of(policy.GetConfiguration()));

        IncrementalValuesProvider<InputFile> files = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => InputFiles.Describe(pair.Left, pair.Right))
            .Where(static input => input is not null)
            .Select(static (input, _) => input!)
            .Collect()
            .SelectMany(ReachableFiles.Read)
            .Combine(shared)
            .Select(static (pair, _) => pair.Right.Complete(pair.Left))
            .WithTrackingName(TrackingNames.Files);

        IncrementalValueProvider<EquatableArray<string>> dialects = files.Collect()
            .Select(static (all, _) => InputFiles.Dialects(all));
        IncrementalValuesProvider<ParsedFile> documents = files.Combine(dialects)
            .Select(static (pair, cancellationToken) => InputFiles.Parse(pair.Left, pair.Right, cancellationToken))
            .WithTrackingName(TrackingNames.Documents);

        IncrementalValueProvider<EquatableArray<ReferencedModule>> references = context.MetadataReferencesProvider
            .Select(ReferenceReader.Read)
            .WithTrackingName(TrackingNames.References)
            .Collect()
            .Select(static (all, _) => ReferenceReader.Join(all));

        IncrementalValuesProvider<PlannedUnit> units = documents.Collect().Combine(references)
            .SelectMany(Plan)
            .WithComparer(FollowingUnits.Instance)
            .WithTrackingName(TrackingNames.Units);
        IncrementalValuesProvider<ModulePart> parts = units
            .SelectMany(static (unit, _) => unit.Module is { } module ? [module.Spec] : ImmutableArray<ModuleSpec>.Empty)
            .WithTrackingName(TrackingNames.Modules)
            .SelectMany(static (module, _) => ModulePart.Split(module))
            .WithTrackingName(TrackingNames.Parts);
        IncrementalValuesProvider<RootSpec> roots = units
            .SelectMany(static (unit, _) => unit.Root is { } root ? [root] : ImmutableArray<RootSpec>.Empty)
            .WithTrackingName(TrackingNames.Roots);

        IncrementalValuesProvider<Finding> findings = units
            .SelectMany(static (unit, _) => unit.Findings.ToImmutableArray())
            .WithTrackingName(TrackingNames.Findings);
        IncrementalValuesProvider<Finding> baselines = documents.Collect().Combine(policy)
            .SelectMany(BaselineFindings.Find)
            .WithTrackingName(TrackingNames.Baselines);

        context.RegisterSourceOutput(parts, static (output, part) => Add(output, SchemaEmitter.EmitPart(part, Written)));
        context.RegisterSourceOutput(roots, static (output, root) => Add(output, SchemaEmitter.EmitRoot(root)));
        context.RegisterSourceOutput(findings, static (output, finding) => finding.Report(output));
        context.RegisterSourceOutput(baselines, static (output, finding) => finding.Report(output));
    }

    private static ImmutableArray<PlannedUnit> Plan(
        (ImmutableArray<ParsedFile> Files, EquatableArray<ReferencedModule> References) input, CancellationToken cancellationToken)
    {
        ImmutableArray<PlannedUnit>.Builder units = ImmutableArray.CreateBuilder<PlannedUnit>();
        var findings = new List<Finding>();
        var plans = new List<(SchemaRoot Root, SchemaPlan Plan)>();
        foreach (ParsedFile root in SchemaCompilation.Roots(input.Files))
        {
            var faults = new DiagnosticBag();
            SchemaPlan plan = SchemaCompilation.Plan(input.Files, root, input.References, faults, cancellationToken);
            if (NamespaceClashes.Find(plans, root.ToRoot(), plan) is SchemaDiagnostic clash)
            {
                faults.Add(clash);
            }
            else
            {
                units.Add(new PlannedUnit(null, plan.BuildRoot()));
                units.AddRange(plan.PlanModules(keeps: true).Select(static module => new PlannedUnit(module, null)));
            }

            plans.Add((root.ToRoot(), plan));
            findings.AddRange(faults.ToArray().Select(Finding.Create));
        }

        // Roots that share a file share its faults. They come last, so that their number moves no other unit.
        units.Add(new PlannedUnit(null, null, new(findings.Distinct().ToArray())));
        return units.ToImmutable();
    }

    private static void Add(SourceProductionContext context, GeneratedFile file) =>
        context.AddSource(file.HintName, new GeneratedSourceText(file.Text));
}
