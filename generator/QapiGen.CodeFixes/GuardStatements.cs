using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace QapiGen.CodeFixes;

/// <summary>Writes questions into a document.</summary>
internal static class GuardStatements
{
    /// <summary>The document's root with the questions; a statement that uses several new things asks for all of them at once.</summary>
    /// <param name="model">Meaning of the document as it is.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static SyntaxNode Add(SemanticModel model, IEnumerable<GuardQuestion> questions, CancellationToken cancellationToken)
    {
        Dictionary<SyntaxNode, List<string>> places = questions.GroupBy(static question => question.Place)
            .ToDictionary(static place => place.Key, static place => place.Select(static question => question.Text).Distinct().ToList());
        SyntaxNode guarded = model.SyntaxTree.GetRoot(cancellationToken).TrackNodes(places.Keys);
        foreach (SyntaxNode original in places.Keys)
        {
            guarded = (original, guarded.GetCurrentNode(original)) switch
            {
                (ArrowExpressionClauseSyntax, ArrowExpressionClauseSyntax body) =>
                    guarded.ReplaceNode(body.Parent!, ExpressionBody.Open(body, ExpressionBody.IsValue(model, original.Parent!, cancellationToken), Refuse(places[original]))),
                (StatementSyntax before, StatementSyntax statement) when NeededStatements.HasToRun(model, before) => Leave(guarded, statement, places[original]),
                (_, StatementSyntax statement) => guarded.ReplaceNode(statement, Guard(statement, places[original])),
                _ => guarded,
            };
        }

        return guarded;
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
        StatementSyntax whole = WithLabels(statement);
        if (!StandsAmongOthers(whole))
        {
            return root.ReplaceNode(statement, SyntaxFactory.Block(guard, statement.WithoutTrivia()).WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation));
        }

        // Who jumps to the statement is to be asked, too; and what it declares is seen by those after it, which it wouldn't be in a block.
        StatementSyntax first = whole == statement ? guard.WithLeadingTrivia(statement.GetLeadingTrivia()) : whole.ReplaceNode(statement, guard.WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed));
        StatementSyntax second = whole == statement ? statement : statement.WithAdditionalAnnotations(Formatter.Annotation);
        return whole.Parent is GlobalStatementSyntax global
            ? root.ReplaceNode(global, [SyntaxFactory.GlobalStatement(first), SyntaxFactory.GlobalStatement(second)])
            : root.ReplaceNode(whole, [first, second]);
    }

    private static IfStatementSyntax Refuse(List<string> questions) => SyntaxFactory.IfStatement(
        SyntaxFactory.ParseExpression(string.Join(" || ", questions.Select(static question => "!" + question))),
        SyntaxFactory.Block(SyntaxFactory.ThrowStatement(SyntaxFactory.ObjectCreationExpression(
            SyntaxFactory.ParseTypeName("global::System.NotSupportedException").WithAdditionalAnnotations(Simplifier.Annotation),
            SyntaxFactory.ParseArgumentList("(\"The server is too old\")"),
            null))));

    private static StatementSyntax WithLabels(StatementSyntax statement)
    {
        StatementSyntax whole = statement;
        while (whole.Parent is LabeledStatementSyntax labelled)
        {
            whole = labelled;
        }

        return whole;
    }

    private static bool StandsAmongOthers(StatementSyntax statement) => statement.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax;
}
