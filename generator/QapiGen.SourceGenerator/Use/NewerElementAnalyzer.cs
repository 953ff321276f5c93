using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Versions;
using QapiGen.SourceGenerator.Use.Origins;

namespace QapiGen.SourceGenerator.Use;

/// <summary>Warns where code uses what a server of a schema's <c>MinimumVersion</c> lacks, unless it asks <c>Supports</c> first.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NewerElementAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Id of the rule.</summary>
    public const string Id = "QAPI5010";

    /// <summary>Property of a diagnostic: name of the command's descriptor that a guard asks for.</summary>
    public const string DescriptorProperty = "descriptor";

    /// <summary>Property of a diagnostic: QAPI name of the argument that a guard asks for.</summary>
    public const string ArgumentProperty = "argument";

    /// <summary>Property of a diagnostic: the type of the event that a guard asks for.</summary>
    public const string EventProperty = "event";

    private const string ClientNamespace = "QapiGen.Runtime.Client";

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
                    ImmutableDictionary<string, string?>.Empty.Add(DescriptorProperty, GuardFinder.DescriptorOf(symbol)).Add(ArgumentProperty, GuardFinder.ArgumentOf(symbol))
                        .Add(EventProperty, GuardFinder.EventOf(symbol)?.ToDisplayString());
                context.ReportDiagnostic(Diagnostic.Create(
                    Rule, PlaceOf(context.Operation), properties, Name(symbol), since.Text, minimum.Text));
                return;
            }
        }
    }

    private static IEnumerable<ISymbol> Used(IOperation operation) => operation switch
    {
        IInvocationOperation call => Used(call.TargetMethod),
        IMethodReferenceOperation method => Used(method.Method),

        // Reading is safe: what an old server doesn't send is null.
        IPropertyReferenceOperation { Parent: IAssignmentOperation assignment } property when assignment.Target == property && !EventTypes.IsEvent(property.Property.ContainingType) => [property.Property],
        IFieldReferenceOperation field => [field.Field],
        IObjectCreationOperation { Constructor: IMethodSymbol constructor } when !EventTypes.IsEvent(constructor.ContainingType) => [constructor.ContainingType],
        IArgumentOperation { ArgumentKind: ArgumentKind.Explicit, Parameter: IParameterSymbol parameter } => [parameter],
        _ => [],
    };

    // Events are waited for by clients. Who sends them has nobody to ask, and what has come was sent.
    private static IEnumerable<ISymbol> Used(IMethodSymbol method)
    {
        bool isClient = method.ContainingNamespace.ToDisplayString() == ClientNamespace;
        return EventTypes.IsEmitter(method.ContainingType) ? [] : [method, .. method.TypeArguments.Where(type => isClient || !EventTypes.IsEvent(type))];
    }

    private static Location PlaceOf(IOperation operation) => operation.Syntax.GetLocation();

    private static string Name(ISymbol symbol) => symbol is IParameterSymbol
        ? $"{symbol.ContainingSymbol.Name}({symbol.Name})"
        : symbol.ContainingType is null ? symbol.Name : $"{symbol.ContainingType.Name}.{symbol.Name}";
}
