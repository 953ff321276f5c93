using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using QapiGen.Emit.Planning;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.SourceGenerator;

/// <summary>Reports the faults of the project's schemas, each at its token.</summary>
/// <remarks>One action for the whole compilation, since a schema is bound as a whole.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class QapiSchemaAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => RuleDescriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationAction(Analyze);
    }

    private static void Analyze(CompilationAnalysisContext context)
    {
        ImmutableArray<ParsedFile> files = InputFiles.ParseAll(InputFiles.ReadAll(context.Options, context.CancellationToken), context.CancellationToken);
        EquatableArray<ReferencedModule> references = ReferenceReader.Join(
            context.Compilation.References.Select(reference => ReferenceReader.Read(reference, context.CancellationToken)));
        var reported = new HashSet<SchemaDiagnostic>();
        foreach (ParsedFile root in SchemaCompilation.Roots(files))
        {
            var bag = new DiagnosticBag();
            SchemaPlan plan = SchemaCompilation.Plan(files, root, references, bag, context.CancellationToken);
            ConfigurationFindings.Add(bag, root, plan);

            // Roots that share a file share its faults.
            foreach (SchemaDiagnostic item in bag.ToArray().Where(reported.Add))
            {
                Report(context, item);
            }
        }
    }

    private static void Report(CompilationAnalysisContext context, SchemaDiagnostic item) => context.ReportDiagnostic(Diagnostic.Create(
        RuleDescriptors.Get(item.Rule),
        SchemaLocations.ToRoslyn(item.Location),
        additionalLocations: item.Related.Select(related => SchemaLocations.ToRoslyn(related.Location)),
        properties: null,
        item.Message));
}
