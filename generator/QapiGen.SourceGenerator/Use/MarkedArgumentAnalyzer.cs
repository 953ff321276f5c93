using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.SourceGenerator.Use;

/// <summary>Says of arguments what the compiler says of members: that a schema marks them as deprecated or unstable. No attribute that it knows can stand on a parameter.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MarkedArgumentAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Id of the rule for deprecated arguments, the same as for members.</summary>
    public const string DeprecatedId = "QAPI5001";

    /// <summary>Id of the rule for unstable arguments, the same as for members.</summary>
    public const string UnstableId = "QAPI5002";

    private const string Metadata = "QapiGen.Runtime.Metadata.";

    private static readonly DiagnosticDescriptor Deprecated = new(
        DeprecatedId,
        "deprecated-element",
        "'{0}' is obsolete: '{1}'",
        "QapiGen.Use",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Of(DeprecatedId));

    private static readonly DiagnosticDescriptor Unstable = new(
        UnstableId,
        "unstable-element",
        "'{0}' is for evaluation purposes only and is subject to change or removal in future updates. Suppress this diagnostic to proceed.",
        "QapiGen.Use",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Of(UnstableId));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Deprecated, Unstable];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(Metadata + "QapiDeprecatedAttribute") is { } deprecated
                && start.Compilation.GetTypeByMetadataName(Metadata + "QapiUnstableAttribute") is { } unstable)
            {
                start.RegisterOperationAction(operation => Analyze(operation, deprecated, unstable), OperationKind.Argument);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, INamedTypeSymbol deprecated, INamedTypeSymbol unstable)
    {
        if (context.Operation is not IArgumentOperation { ArgumentKind: ArgumentKind.Explicit, Parameter: IParameterSymbol parameter })
        {
            return;
        }

        foreach (AttributeData mark in parameter.GetAttributes())
        {
            if (Is(mark, deprecated) && !StandsIn(context.ContainingSymbol, "ObsoleteAttribute"))
            {
                string advice = mark.ConstructorArguments.FirstOrDefault().Value as string ?? "";
                context.ReportDiagnostic(Diagnostic.Create(Deprecated, context.Operation.Syntax.GetLocation(), NameOf(parameter), advice));
            }
            else if (Is(mark, unstable) && !StandsIn(context.ContainingSymbol, "ExperimentalAttribute"))
            {
                context.ReportDiagnostic(Diagnostic.Create(Unstable, context.Operation.Syntax.GetLocation(), NameOf(parameter)));
            }
        }
    }

    // Parameters of function pointers have no type around them.
    private static string NameOf(IParameterSymbol parameter) => $"{parameter.ContainingType?.Name}.{parameter.ContainingSymbol?.Name}({parameter.Name})";

    private static bool Is(AttributeData mark, INamedTypeSymbol attribute) => SymbolEqualityComparer.Default.Equals(mark.AttributeClass, attribute);

    // The compiler says nothing where the code that uses something is marked itself.
    private static bool StandsIn(ISymbol? symbol, string attribute)
    {
        for (ISymbol? holder = symbol; holder is not null; holder = holder.ContainingSymbol)
        {
            if (Has(holder, attribute) || (holder is IMethodSymbol { AssociatedSymbol: ISymbol property } && Has(property, attribute)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(ISymbol symbol, string attribute) => symbol.GetAttributes().Any(data => data.AttributeClass?.Name == attribute
        && data.AttributeClass.ContainingNamespace.ToDisplayString() is "System" or "System.Diagnostics.CodeAnalysis");
}
