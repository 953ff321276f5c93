using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.SourceGenerator.Use;

/// <summary>
/// Finds where System.Text.Json is to write what was generated to be read only, or the reverse. The runtime's own methods don't compile with such a type; a
/// serializer finds the type's converter when it runs.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HalfCodecAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Id of the rule.</summary>
    public const string Id = "QAPI5011";

    private const string Attribute = "System.Text.Json.Serialization.JsonConverterAttribute";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "missing-codec-side",
        "'{0}' can't be {1} JSON, its schema's role only {2} it; Codecs=\"Both\" on the QapiSchema item has it read and written",
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
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(Attribute) is { } converter
                && start.Compilation.GetTypeByMetadataName("QapiGen.Runtime.Wire.WireReadConverter`2") is { } reads
                && start.Compilation.GetTypeByMetadataName("QapiGen.Runtime.Wire.WireWriteConverter`2") is { } writes)
            {
                start.RegisterOperationAction(operation => Analyze(operation, converter, reads, writes), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, INamedTypeSymbol converter, INamedTypeSymbol reads, INamedTypeSymbol writes)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!IsSerializer(call.TargetMethod.ContainingType))
        {
            return;
        }

        bool isWriting = IsWriting(call.TargetMethod.Name);
        INamedTypeSymbol missing = isWriting ? reads : writes;
        if (TypeOf(call) is { } type && Find(type, converter, missing) is { } half)
        {
            (string refused, string done) = isWriting ? ("written as", "reads") : ("read from", "writes");
            context.ReportDiagnostic(Diagnostic.Create(
                Rule, call.Syntax.GetLocation(), half.ToMinimalDisplayString(call.SemanticModel!, call.Syntax.SpanStart), refused, done));
        }
    }

    private static bool IsSerializer(INamedTypeSymbol? type) => type?.ContainingNamespace.ToDisplayString() switch
    {
        "System.Text.Json" => type.Name == "JsonSerializer",
        "System.Net.Http.Json" => true,
        _ => false,
    };

    private static bool IsWriting(string method) =>
        ((string[])["Serialize", "Post", "Put", "Patch", "Create"]).Any(start => method.StartsWith(start, StringComparison.Ordinal));

    // What is named as the type, in whichever way.
    private static ITypeSymbol? TypeOf(IInvocationOperation call) =>
        call.TargetMethod.TypeArguments.FirstOrDefault()
        ?? call.Arguments.Select(static argument => argument.Value).OfType<ITypeOfOperation>().FirstOrDefault()?.TypeOperand;

    // The type itself, or what a list or another collection of it holds.
    private static ITypeSymbol? Find(ITypeSymbol type, INamedTypeSymbol converter, INamedTypeSymbol missing) => type switch
    {
        IArrayTypeSymbol array => Find(array.ElementType, converter, missing),
        INamedTypeSymbol named when IsOf(named, converter, missing) => named,
        INamedTypeSymbol named => named.TypeArguments.Select(argument => Find(argument, converter, missing)).FirstOrDefault(static found => found is not null),
        _ => null,
    };

    private static bool IsOf(INamedTypeSymbol type, INamedTypeSymbol converter, INamedTypeSymbol missing) => type.GetAttributes().Any(data =>
        SymbolEqualityComparer.Default.Equals(data.AttributeClass, converter)
        && data.ConstructorArguments.FirstOrDefault().Value is INamedTypeSymbol which
        && SymbolEqualityComparer.Default.Equals(which.OriginalDefinition, missing));
}
