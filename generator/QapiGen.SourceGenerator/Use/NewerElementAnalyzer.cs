using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Versions;

namespace QapiGen.SourceGenerator.Use;

/// <summary>Warns where code uses what a server of a schema's <c>MinimumVersion</c> lacks, unless it asks <c>Supports</c> first.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NewerElementAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Id of the rule.</summary>
    public const string Id = "QAPI5010";

    /// <summary>Property of a diagnostic: name of the command's or event's descriptor that a guard asks for.</summary>
    public const string DescriptorProperty = "descriptor";

    /// <summary>Property of a diagnostic: QAPI name of the argument that a guard asks for.</summary>
    public const string ArgumentProperty = "argument";

    private const string AttributeName = "QapiGen.Runtime.Metadata.QapiSinceAttribute";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "newer-than-minimum",
        "'{0}' is there since {1}, but servers as old as {2} are to work; ask Supports first",
        "QapiGen.Use",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Of(Id));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        ImmutableDictionary<string, ReleaseVersion> minimums = MinimumReader.Read(context.Options, context.Compilation);
        if (!minimums.IsEmpty && context.Compilation.GetTypeByMetadataName(AttributeName) is INamedTypeSymbol attribute)
        {
            context.RegisterOperationAction(
                operation => Analyze(operation, new MinimumVersions(minimums, attribute)),
                OperationKind.Invocation,
                OperationKind.MethodReference,
                OperationKind.PropertyReference,
                OperationKind.FieldReference,
                OperationKind.ObjectCreation,
                OperationKind.Argument);
        }
    }

    private static void Analyze(OperationAnalysisContext context, MinimumVersions versions)
    {
        foreach (ISymbol symbol in Used(context.Operation))
        {
            if (versions.FindNewer(symbol) is (ReleaseVersion since, ReleaseVersion minimum) && !GuardFinder.IsGuarded(context.Operation, symbol, context.CancellationToken))
            {
                ImmutableDictionary<string, string?> properties =
                    ImmutableDictionary<string, string?>.Empty.Add(DescriptorProperty, GuardFinder.DescriptorOf(symbol)).Add(ArgumentProperty, GuardFinder.ArgumentOf(symbol));
                context.ReportDiagnostic(Diagnostic.Create(
                    Rule, PlaceOf(context.Operation), properties, Name(symbol), since.Text, minimum.Text));
                return;
            }
        }
    }

    private static IEnumerable<ISymbol> Used(IOperation operation) => operation switch
    {
        IInvocationOperation call => [call.TargetMethod, .. call.TargetMethod.TypeArguments],

        IMethodReferenceOperation method => [method.Method],

        // Reading is safe: what an old server doesn't send is null.
        IPropertyReferenceOperation { Parent: IAssignmentOperation assignment } property when assignment.Target == property => [property.Property],
        IFieldReferenceOperation field => [field.Field],
        IObjectCreationOperation { Constructor: IMethodSymbol constructor } => [constructor.ContainingType],
        IArgumentOperation { ArgumentKind: ArgumentKind.Explicit, Parameter: IParameterSymbol parameter } => [parameter],
        _ => [],
    };

    private static Location PlaceOf(IOperation operation) => operation.Syntax.GetLocation();

    private static string Name(ISymbol symbol) => symbol is IParameterSymbol
        ? $"{symbol.ContainingSymbol.Name}({symbol.Name})"
        : symbol.ContainingType is null ? symbol.Name : $"{symbol.ContainingType.Name}.{symbol.Name}";
}
