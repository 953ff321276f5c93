using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace QapiGen.CodeFixes;

/// <summary>Puts a statement that uses something newer than the minimum version (QAPI5010) into <c>if (client.Supports(…))</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddGuardFix))]
[Shared]
public sealed class AddGuardFix : CodeFixProvider
{
    private const string RuleId = "QAPI5010";

    private const string DescriptorProperty = "descriptor";

    private const string ClientType = "QmpClient";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleId];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        SyntaxNode? node = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        StatementSyntax? statement = node?.FirstAncestorOrSelf<StatementSyntax>();

        // A declaration would leave the scope of what follows it.
        if (node is null || statement is null or LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax
            || !diagnostic.Properties.TryGetValue(DescriptorProperty, out string? descriptor) || descriptor is null)
        {
            return;
        }

        context.RegisterCodeFix(
            CodeAction.Create(
                $"Ask 'Supports({descriptor})' first",
                token => AddGuardAsync(context.Document, node, statement, descriptor, token),
                equivalenceKey: nameof(AddGuardFix)),
            diagnostic);
    }

    private static async Task<Document> AddGuardAsync(
        Document document, SyntaxNode node, StatementSyntax statement, string descriptor, CancellationToken cancellationToken)
    {
        SemanticModel? model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        if (model is null || root is null)
        {
            return document;
        }

        string client = FindClient(model, statement) ?? "client";
        string question = $"{client}.Supports({FindDescriptor(model, node, descriptor)})";
        IfStatementSyntax guard = SyntaxFactory.IfStatement(
                SyntaxFactory.ParseExpression(question),
                SyntaxFactory.Block(statement.WithoutTrivia()))
            .WithTriviaFrom(statement)
            .WithAdditionalAnnotations(Formatter.Annotation);
        return document.WithSyntaxRoot(root.ReplaceNode(statement, guard));
    }

    // Whatever in scope is a client; members are found as well as locals and parameters.
    private static string? FindClient(SemanticModel model, StatementSyntax statement) => model.LookupSymbols(statement.SpanStart)
        .Where(symbol => TypeOf(symbol)?.Name == ClientType)
        .OrderBy(symbol => symbol.Kind is SymbolKind.Local or SymbolKind.Parameter ? 0 : 1)
        .FirstOrDefault()?.Name;

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    // Descriptors are static properties of a class beside the command's interface.
    private static string FindDescriptor(SemanticModel model, SyntaxNode node, string descriptor)
    {
        // An argument and the expression that it is have the same place.
        SyntaxNode place = node.Parent is ArgumentSyntax parent && parent.Span == node.Span ? parent : node;
        ISymbol? used = model.GetSymbolInfo(place is ArgumentSyntax { Parent.Parent: ExpressionSyntax call } ? call : node).Symbol;
        INamedTypeSymbol? holder = used?.ContainingNamespace.GetTypeMembers()
            .FirstOrDefault(type => type.IsStatic && type.GetMembers(descriptor).Any(member => member is IPropertySymbol { Type.Name: "QmpCommandDescriptor" }));
        return holder is null ? descriptor : $"{holder.ToMinimalDisplayString(model, node.SpanStart)}.{descriptor}";
    }
}
