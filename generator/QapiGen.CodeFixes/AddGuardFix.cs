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
/// Puts a statement that uses something newer than the minimum version (QAPI5010) into <c>if (client.Supports(…))</c>; one that has to run, since it declares or
/// returns something, behind a <c>throw</c> for servers that are too old.
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
        if (node is null || FindStatement(node) is null || DescriptorOf(diagnostic) is not string descriptor)
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

    private static StatementSyntax? FindStatement(SyntaxNode node) =>
        node.FirstAncestorOrSelf<StatementSyntax>() is { } statement and not LocalFunctionStatementSyntax ? statement : null;

    // Inside an 'if', what it declares would be out of the scope of what follows, and a method would have a way to its end without a value.
    private static bool HasToRun(StatementSyntax statement) => statement switch
    {
        LocalDeclarationStatementSyntax or ReturnStatementSyntax { Expression: not null } => true,
        ExpressionStatementSyntax expression => expression.DescendantNodes(static node => node is not LambdaExpressionSyntax).Any(static node => node is SingleVariableDesignationSyntax),
        _ => false,
    };

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
        var questions = new Dictionary<StatementSyntax, List<string>>();
        foreach (Diagnostic diagnostic in diagnostics.OrderBy(static one => one.Location.SourceSpan.Start))
        {
            SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (FindStatement(node) is { } statement && DescriptorOf(diagnostic) is string descriptor)
            {
                string question = $"{FindClient(model, statement) ?? "client"}.Supports({FindDescriptor(model, node, descriptor)}{ArgumentOf(diagnostic)})";
                if (!questions.TryGetValue(statement, out List<string>? asked))
                {
                    questions[statement] = asked = [];
                }

                if (!asked.Contains(question))
                {
                    asked.Add(question);
                }
            }
        }

        SyntaxNode guarded = root.TrackNodes(questions.Keys);
        foreach (StatementSyntax original in questions.Keys)
        {
            StatementSyntax statement = guarded.GetCurrentNode(original)!;
            guarded = HasToRun(statement) ? Leave(guarded, statement, questions[original]) : guarded.ReplaceNode(statement, Guard(statement, questions[original]));
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
        StatementSyntax guard = SyntaxFactory.IfStatement(
            SyntaxFactory.ParseExpression(string.Join(" || ", questions.Select(static question => "!" + question))),
            SyntaxFactory.Block(SyntaxFactory.ThrowStatement(SyntaxFactory.ObjectCreationExpression(
                SyntaxFactory.ParseTypeName("global::System.NotSupportedException").WithAdditionalAnnotations(Simplifier.Annotation),
                SyntaxFactory.ParseArgumentList("(\"The server is too old\")"),
                null)))).WithAdditionalAnnotations(Formatter.Annotation);
        if (!StandsAmongOthers(statement))
        {
            return root.ReplaceNode(statement, SyntaxFactory.Block(guard, statement.WithoutTrivia()).WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation));
        }

        guard = guard.WithLeadingTrivia(statement.GetLeadingTrivia());
        return statement.Parent is GlobalStatementSyntax global
            ? root.InsertNodesBefore(global, [SyntaxFactory.GlobalStatement(guard)])
            : root.InsertNodesBefore(statement, [guard]);
    }

    private static bool StandsAmongOthers(StatementSyntax statement) => statement.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax;

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

    /// <summary>Guards all that is found in a document at once.</summary>
    private sealed class AllGuards : DocumentBasedFixAllProvider
    {
        /// <inheritdoc/>
        protected override async Task<Document?> FixAllAsync(FixAllContext fixAllContext, Document document, ImmutableArray<Diagnostic> diagnostics) =>
            await AddGuardsAsync(document, diagnostics, fixAllContext.CancellationToken).ConfigureAwait(false);
    }
}
