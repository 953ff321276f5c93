using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using QapiGen.SourceGenerator.Use.Origins;

namespace QapiGen.CodeFixes;

/// <summary>What is to be asked before a use of something newer, and where.</summary>
/// <param name="Place">A statement, or the expression that is a member's body.</param>
/// <param name="Text">The question.</param>
internal sealed record GuardQuestion(SyntaxNode Place, string Text)
{
    private const string DescriptorProperty = "descriptor";

    private const string ArgumentProperty = "argument";

    private const string EventProperty = "event";

    /// <summary>The question for what is reported; null if there is none, nobody to ask or no place for it.</summary>
    /// <param name="model">Meaning of the document.</param>
    /// <param name="diagnostic">What is reported.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static GuardQuestion? Find(SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        SyntaxNode node = model.SyntaxTree.GetRoot(cancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        diagnostic.Properties.TryGetValue(DescriptorProperty, out string? descriptor);
        diagnostic.Properties.TryGetValue(ArgumentProperty, out string? argument);
        diagnostic.Properties.TryGetValue(EventProperty, out string? data);

        // An argument and the expression that it is have the same place, as have a call and the argument that it is.
        SyntaxNode? use = argument is null ? node : node.AncestorsAndSelf().OfType<ArgumentSyntax>().FirstOrDefault(one => one.Span == diagnostic.Location.SourceSpan)?.Parent?.Parent;
        if (FindPlace(node) is not { } place || (descriptor ?? data) is null || use is null || model.GetOperation(use, cancellationToken) is not IOperation operation)
        {
            return null;
        }

        IMethodSymbol? method = operation switch
        {
            IInvocationOperation call => call.TargetMethod,
            IMethodReferenceOperation reference => reference.Method,
            _ => null,
        };
        string? client = ClientTracer.ReceiverOf(operation) is IOperation receiver ? new UsableClients(model, place, cancellationToken).Find(receiver) : null;
        string? asked = method is null ? null : descriptor is null ? FindEvent(model, node, method, data!) : FindDescriptor(model, node, method, descriptor);

        // A command that is older than its argument is there without it.
        string part = argument is null ? "" : $", {SymbolDisplay.FormatLiteral(argument, quote: true)}";
        return client is null || asked is null ? null : new GuardQuestion(place, $"{client}.Supports({asked}{part})");
    }

    // The statement, or the body of a member that has no statements; null in an initializer, which has no place for a question.
    private static SyntaxNode? FindPlace(SyntaxNode node) => node.AncestorsAndSelf()
        .FirstOrDefault(static one => one is StatementSyntax or ArrowExpressionClauseSyntax) is { } place and not LocalFunctionStatementSyntax ? place : null;

    private static string? FindEvent(SemanticModel model, SyntaxNode node, IMethodSymbol method, string data) =>
        method.TypeArguments.FirstOrDefault(type => EventTypes.IsEvent(type) && type.ToDisplayString() == data) is { } type && EventTypes.DescriptorOf(type) is { } descriptor
            ? $"{descriptor.ContainingType.ToMinimalDisplayString(model, node.SpanStart)}.{descriptor.Name}"
            : null;

    // Descriptors are static properties of a class beside the command's interface.
    private static string? FindDescriptor(SemanticModel model, SyntaxNode node, IMethodSymbol method, string descriptor)
    {
        INamedTypeSymbol? holder = CommandHome.Of(method).GetTypeMembers()
            .FirstOrDefault(type => type.IsStatic && type.GetMembers(descriptor).Any(static member => member is IPropertySymbol { Type.Name: "QmpCommandDescriptor" }));
        return holder is null ? null : $"{holder.ToMinimalDisplayString(model, node.SpanStart)}.{descriptor}";
    }
}
