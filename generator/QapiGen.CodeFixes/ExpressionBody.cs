using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace QapiGen.CodeFixes;

/// <summary>Turns the body of a member that is an expression into a block.</summary>
internal static class ExpressionBody
{
    /// <summary>Whether a member's expression is what it returns.</summary>
    /// <param name="model">Meaning of the document.</param>
    /// <param name="member">A member, accessor or local function.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static bool IsValue(SemanticModel model, SyntaxNode member, CancellationToken cancellationToken) =>
        model.GetDeclaredSymbol(member, cancellationToken) is not IMethodSymbol method
        || (!method.ReturnsVoid && (!method.IsAsync || method.ReturnType is INamedTypeSymbol { IsGenericType: true }));

    /// <summary>The member with a block for a body.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="isValue">Whether it returns the expression.</param>
    /// <param name="first">Statement to run before.</param>
    public static SyntaxNode Open(ArrowExpressionClauseSyntax body, bool isValue, StatementSyntax first)
    {
        BlockSyntax block = SyntaxFactory.Block(first, Statement(body, isValue))
            .WithTrailingTrivia(body.Parent!.GetLastToken().TrailingTrivia)
            .WithAdditionalAnnotations(Formatter.Annotation);
        SyntaxNode opened = body.Parent switch
        {
            BaseMethodDeclarationSyntax method => method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block),
            LocalFunctionStatementSyntax function => function.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block),
            AccessorDeclarationSyntax accessor => accessor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block),
            PropertyDeclarationSyntax property => property.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(Getter(block)),
            IndexerDeclarationSyntax indexer => indexer.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(Getter(block)),
            SyntaxNode other => other,
        };
        return opened;
    }

    private static AccessorListSyntax Getter(BlockSyntax block) => SyntaxFactory
        .AccessorList(SyntaxFactory.SingletonList(SyntaxFactory.AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, block.WithoutTrailingTrivia())))
        .WithTrailingTrivia(block.GetTrailingTrivia())
        .WithAdditionalAnnotations(Formatter.Annotation);

    private static StatementSyntax Statement(ArrowExpressionClauseSyntax body, bool isValue)
    {
        StatementSyntax statement = body.Expression.WithoutTrivia() switch
        {
            ThrowExpressionSyntax refusal => SyntaxFactory.ThrowStatement(refusal.Expression),
            ExpressionSyntax value when isValue => SyntaxFactory.ReturnStatement(value),
            ExpressionSyntax action => SyntaxFactory.ExpressionStatement(action),
        };

        // Comments stay with the expression.
        IEnumerable<SyntaxTrivia> before = body.ArrowToken.GetAllTrivia().Concat(body.Expression.GetLeadingTrivia()).Where(IsComment);
        IEnumerable<SyntaxTrivia> after = body.Expression.GetTrailingTrivia().Where(IsComment);
        return statement
            .WithLeadingTrivia(before.SelectMany(static comment => new[] { comment, SyntaxFactory.ElasticCarriageReturnLineFeed }))
            .WithTrailingTrivia(after);
    }

    private static bool IsComment(SyntaxTrivia trivia) => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia;
}
