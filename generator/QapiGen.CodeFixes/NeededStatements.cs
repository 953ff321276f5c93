using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace QapiGen.CodeFixes;

/// <summary>Tells statements that the code after them can't do without.</summary>
internal static class NeededStatements
{
    /// <summary>Whether code would stop compiling if a statement stood in an <c>if</c>.</summary>
    /// <param name="model">Meaning of the document.</param>
    /// <param name="statement">A statement of it.</param>
    public static bool HasToRun(SemanticModel model, StatementSyntax statement)
    {
        if (Declares(statement))
        {
            return true;
        }

        // A method would have a way to its end without a value, a section of a switch one into the next.
        if (model.AnalyzeControlFlow(statement) is not { Succeeded: true, EndPointIsReachable: true } || model.AnalyzeDataFlow(statement) is not { Succeeded: true } flow)
        {
            return true;
        }

        // What may get its first value here would be read without one, and an 'out' parameter left without; what it declares in passing would be out of scope.
        return flow.WrittenInside.Except(flow.VariablesDeclared, SymbolEqualityComparer.Default).Except(flow.DefinitelyAssignedOnEntry, SymbolEqualityComparer.Default).Any()
            || flow.VariablesDeclared.Intersect(flow.ReadOutside.Concat(flow.WrittenOutside), SymbolEqualityComparer.Default).Any();
    }

    private static bool Declares(StatementSyntax statement) => statement switch
    {
        LocalDeclarationStatementSyntax => true,
        ExpressionStatementSyntax expression => expression.DescendantNodes(static node => node is not LambdaExpressionSyntax).Any(static node => node is SingleVariableDesignationSyntax),
        _ => false,
    };
}
