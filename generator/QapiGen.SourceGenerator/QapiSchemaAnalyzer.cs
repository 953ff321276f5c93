using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
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
    // An editor asks after each edit of C#, which changes nothing here.
    private volatile Faults? _last;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => RuleDescriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationAction(Analyze);
    }

    private void Analyze(CompilationAnalysisContext context)
    {
        EquatableArray<InputFile> files = new(InputFiles.ReadAll(context.Options, context.CancellationToken).ToArray());
        EquatableArray<ReferencedModule> references = ReferenceReader.Join(
            context.Compilation.References.Select(reference => ReferenceReader.Read(reference, context.CancellationToken)));
        Faults? known = _last;
        if (known is null || known.Files != files || known.References != references)
        {
            _last = known = new Faults(files, references, Find(files, references, context.CancellationToken));
        }

        foreach (SchemaDiagnostic item in known.Items)
        {
            Report(context, item);
        }
    }

    private static EquatableArray<SchemaDiagnostic> Find(
        EquatableArray<InputFile> inputs, EquatableArray<ReferencedModule> references, CancellationToken cancellationToken)
    {
        ImmutableArray<ParsedFile> files = InputFiles.ParseAll(inputs, cancellationToken);
        var found = new List<SchemaDiagnostic>();
        var seen = new HashSet<SchemaDiagnostic>();
        foreach (ParsedFile root in SchemaCompilation.Roots(files))
        {
            var bag = new DiagnosticBag();
            SchemaPlan plan = SchemaCompilation.Plan(files, root, references, bag, cancellationToken);
            ConfigurationFindings.Add(bag, root, plan);

            // Roots that share a file share its faults.
            found.AddRange(bag.ToArray().Where(seen.Add));
        }

        return new(found.ToArray());
    }

    private static void Report(CompilationAnalysisContext context, SchemaDiagnostic item) => context.ReportDiagnostic(Diagnostic.Create(
        RuleDescriptors.Get(item.Rule),
        SchemaLocations.ToRoslyn(item.Location),
        additionalLocations: item.Related.Select(related => SchemaLocations.ToRoslyn(related.Location)),
        properties: null,
        item.Message));

    /// <summary>What was found, and in what; equal inputs have equal faults.</summary>
    private sealed record Faults(EquatableArray<InputFile> Files, EquatableArray<ReferencedModule> References, EquatableArray<SchemaDiagnostic> Items);
}
