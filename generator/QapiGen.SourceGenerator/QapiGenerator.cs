using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using QapiGen.Emit;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.SourceGenerator;

/// <summary>Generates C# from the project's QAPI schemas. Faults are reported by <see cref="QapiSchemaAnalyzer"/>, never from here.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class QapiGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<InputFile> files = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, cancellationToken) => InputFiles.Read(pair.Left, pair.Right, cancellationToken))
            .Where(static file => file is not null)
            .Select(static (file, _) => file!)
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
            .WithTrackingName(TrackingNames.Units);
        IncrementalValuesProvider<ModulePart> parts = units
            .SelectMany(static (unit, _) => unit.Module is { } module ? [module.Spec] : ImmutableArray<ModuleSpec>.Empty)
            .WithTrackingName(TrackingNames.Modules)
            .SelectMany(static (module, _) => ModulePart.Split(module))
            .WithTrackingName(TrackingNames.Parts);
        IncrementalValuesProvider<RootSpec> roots = units
            .SelectMany(static (unit, _) => unit.Root is { } root ? [root] : ImmutableArray<RootSpec>.Empty)
            .WithTrackingName(TrackingNames.Roots);

        context.RegisterSourceOutput(parts, static (output, part) => Add(output, SchemaEmitter.EmitPart(part)));
        context.RegisterSourceOutput(roots, static (output, root) => Add(output, SchemaEmitter.EmitRoot(root)));
    }

    private static ImmutableArray<PlannedUnit> Plan(
        (ImmutableArray<ParsedFile> Files, EquatableArray<ReferencedModule> References) input, CancellationToken cancellationToken)
    {
        ImmutableArray<PlannedUnit>.Builder units = ImmutableArray.CreateBuilder<PlannedUnit>();
        foreach (ParsedFile root in SchemaCompilation.Roots(input.Files))
        {
            SchemaPlan plan = SchemaCompilation.Plan(input.Files, root, input.References, new DiagnosticBag(), cancellationToken);
            units.Add(new PlannedUnit(null, plan.BuildRoot()));
            units.AddRange(plan.PlanModules().Select(static module => new PlannedUnit(module, null)));
        }

        return units.ToImmutable();
    }

    private static void Add(SourceProductionContext context, GeneratedFile file) =>
        context.AddSource(file.HintName, new GeneratedSourceText(file.Text));
}
