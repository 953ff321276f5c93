using System.Collections.Generic;
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
using Microsoft.CodeAnalysis.Simplification;

namespace QapiGen.CodeFixes;

/// <summary>
/// Puts a statement that uses something newer than the minimum version (QAPI5010) into <c>if (client.Supports(…))</c>; one that has to run, since it declares,
/// assigns or returns something, and the expression that is a member's body, behind a <c>throw</c> for servers that are too old.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddGuardFix))]
[Shared]
public sealed class AddGuardFix : CodeFixProvider
{
    private const string RuleId = "QAPI5010";

    private const string DescriptorProperty = "descriptor";

    private const string ArgumentProperty = "argument";

    private const string ClientType = "QmpClient";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleId];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => new AllGuards();

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        SyntaxNode? node = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is null || FindPlace(node) is null || DescriptorOf(diagnostic) is not string descriptor)
        {
            return;
        }

        context.RegisterCodeFix(
            CodeAction.Create(
                $"Ask 'Supports({descriptor}{ArgumentOf(diagnostic)})' first",
                token => AddGuardsAsync(context.Document, [diagnostic], token),
                equivalenceKey: nameof(AddGuardFix)),
            diagnostic);
    }

    // The statement, or the body of a member that has no statements; null in an initializer, which has no place for a question.
    private static SyntaxNode? FindPlace(SyntaxNode node) => node.AncestorsAndSelf()
        .FirstOrDefault(static one => one is StatementSyntax or ArrowExpressionClauseSyntax) is { } place and not LocalFunctionStatementSyntax ? place : null;

    private static string? DescriptorOf(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(DescriptorProperty, out string? descriptor) ? descriptor : null;

    // A command that is older than its argument is there without it.
    private static string ArgumentOf(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(ArgumentProperty, out string? argument) && argument is not null ? $", {SymbolDisplay.FormatLiteral(argument, quote: true)}" : "";

    private static async Task<Document> AddGuardsAsync(Document document, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        SemanticModel? model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        if (model is null || root is null)
        {
            return document;
        }

        // A statement that uses several new things asks for all of them at once.
        var questions = new Dictionary<SyntaxNode, List<string>>();
        foreach (Diagnostic diagnostic in diagnostics.OrderBy(static one => one.Location.SourceSpan.Start))
        {
            SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (FindPlace(node) is { } place && DescriptorOf(diagnostic) is string descriptor)
            {
                string question = $"{FindClient(model, place) ?? "client"}.Supports({FindDescriptor(model, node, descriptor)}{ArgumentOf(diagnostic)})";
                if (!questions.TryGetValue(place, out List<string>? asked))
                {
                    questions[place] = asked = [];
                }

                if (!asked.Contains(question))
                {
                    asked.Add(question);
                }
            }
        }

        SyntaxNode guarded = root.TrackNodes(questions.Keys);
        foreach (SyntaxNode original in questions.Keys)
        {
            guarded = (original, guarded.GetCurrentNode(original)) switch
            {
                (ArrowExpressionClauseSyntax, ArrowExpressionClauseSyntax body) =>
                    guarded.ReplaceNode(body.Parent!, ExpressionBody.Open(body, ExpressionBody.IsValue(model, original.Parent!, cancellationToken), Refuse(questions[original]))),
                (StatementSyntax before, StatementSyntax statement) when NeededStatements.HasToRun(model, before) => Leave(guarded, statement, questions[original]),
                (_, StatementSyntax statement) => guarded.ReplaceNode(statement, Guard(statement, questions[original])),
                _ => guarded,
            };
        }

        return document.WithSyntaxRoot(guarded);
    }

    private static StatementSyntax Guard(StatementSyntax statement, List<string> questions)
    {
        IfStatementSyntax guard = SyntaxFactory.IfStatement(
            SyntaxFactory.ParseExpression(string.Join(" && ", questions)),
            SyntaxFactory.Block(statement.WithoutTrivia()));

        // Without braces around it, the guard would take the 'else' of the statement that it stands in.
        StatementSyntax whole = StandsAmongOthers(statement) ? guard : SyntaxFactory.Block(guard);
        return whole.WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static SyntaxNode Leave(SyntaxNode root, StatementSyntax statement, List<string> questions)
    {
        StatementSyntax guard = Refuse(questions).WithAdditionalAnnotations(Formatter.Annotation);
        if (!StandsAmongOthers(statement))
        {
            return root.ReplaceNode(statement, SyntaxFactory.Block(guard, statement.WithoutTrivia()).WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation));
        }

        guard = guard.WithLeadingTrivia(statement.GetLeadingTrivia());
        return statement.Parent is GlobalStatementSyntax global
            ? root.InsertNodesBefore(global, [SyntaxFactory.GlobalStatement(guard)])
            : root.InsertNodesBefore(statement, [guard]);
    }

    private static IfStatementSyntax Refuse(List<string> questions) => SyntaxFactory.IfStatement(
        SyntaxFactory.ParseExpression(string.Join(" || ", questions.Select(static question => "!" + question))),
        SyntaxFactory.Block(SyntaxFactory.ThrowStatement(SyntaxFactory.ObjectCreationExpression(
            SyntaxFactory.ParseTypeName("global::System.NotSupportedException").WithAdditionalAnnotations(Simplifier.Annotation),
            SyntaxFactory.ParseArgumentList("(\"The server is too old\")"),
            null))));

    private static bool StandsAmongOthers(StatementSyntax statement) => statement.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax;

    // Whatever in scope is a client; members are found as well as locals and parameters.
    private static string? FindClient(SemanticModel model, SyntaxNode place) =>
        model.LookupSymbols(place is ArrowExpressionClauseSyntax body ? body.Expression.SpanStart : place.SpanStart)
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

    /// <summary>Guards all that is found in a document at once.</summary>
    private sealed class AllGuards : DocumentBasedFixAllProvider
    {
        /// <inheritdoc/>
        protected override async Task<Document?> FixAllAsync(FixAllContext fixAllContext, Document document, ImmutableArray<Diagnostic> diagnostics) =>
            await AddGuardsAsync(document, diagnostics, fixAllContext.CancellationToken).ConfigureAwait(false);
    }
}
