using System.Collections.Immutable;
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

        IncrementalValuesProvider<SchemaSpec> schemas = documents.Collect().Combine(references)
            .SelectMany(Compile)
            .WithTrackingName(TrackingNames.Schemas);
        IncrementalValuesProvider<ModuleSpec> modules = schemas
            .SelectMany(static (schema, _) => schema.Modules)
            .WithTrackingName(TrackingNames.Modules);
        IncrementalValuesProvider<RootSpec> roots = schemas
            .Select(static (schema, _) => schema.Root)
            .WithTrackingName(TrackingNames.Roots);

        context.RegisterSourceOutput(modules, EmitModule);
        context.RegisterSourceOutput(roots, EmitRoot);
    }

    private static ImmutableArray<SchemaSpec> Compile(
        (ImmutableArray<ParsedFile> Files, EquatableArray<ReferencedModule> References) input, CancellationToken cancellationToken)
    {
        ImmutableArray<SchemaSpec>.Builder specs = ImmutableArray.CreateBuilder<SchemaSpec>();
        foreach (ParsedFile root in SchemaCompilation.Roots(input.Files))
        {
            specs.Add(SchemaCompilation.Compile(input.Files, root, input.References, new DiagnosticBag(), cancellationToken).Spec);
        }

        return specs.ToImmutable();
    }

    private static void EmitModule(SourceProductionContext context, ModuleSpec module)
    {
        foreach (GeneratedFile file in SchemaEmitter.EmitModule(module))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            Add(context, file);
        }
    }

    private static void EmitRoot(SourceProductionContext context, RootSpec root) => Add(context, SchemaEmitter.EmitRoot(root));

    private static void Add(SourceProductionContext context, GeneratedFile file) =>
        context.AddSource(file.HintName, new GeneratedSourceText(file.Text));
}
