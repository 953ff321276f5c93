using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace QapiGen.SourceGenerator.Use.Origins;

/// <summary>Finds what is put into locals and members, as far as one file shows it.</summary>
/// <param name="model">Meaning of the file.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class PlaceValues(SemanticModel model, CancellationToken cancellationToken)
{
    /// <summary>The values of a local; null for one that isn't seen.</summary>
    public IEnumerable<IOperation?> Of(ILocalSymbol local)
    {
        SyntaxNode? declaration = local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken);
        if (declaration is null || declaration.SyntaxTree != model.SyntaxTree)
        {
            return [null];
        }

        IEnumerable<IOperation?> first = declaration switch
        {
            VariableDeclaratorSyntax { Initializer.Value: ExpressionSyntax value } => [Meaning(value)],
            VariableDeclaratorSyntax => [],
            SingleVariableDesignationSyntax { Parent: DeclarationPatternSyntax { Parent: IsPatternExpressionSyntax test } } => [Meaning(test.Expression)],
            _ => [null],
        };
        return first.Concat(Assigned(local, ScopeOf(declaration)));
    }

    /// <summary>The values that a parameter is given beside its argument; null for one that isn't seen.</summary>
    public IEnumerable<IOperation?> Of(IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is { } declaration && declaration.SyntaxTree == model.SyntaxTree
            ? Assigned(parameter, ScopeOf(declaration))
            : [];

    /// <summary>The values of a field or property; null if something elsewhere may put one there.</summary>
    public IReadOnlyList<IOperation?>? Of(ISymbol member)
    {
        List<SyntaxNode> parts = [.. member.ContainingType.DeclaringSyntaxReferences.Select(part => part.GetSyntax(cancellationToken))];
        SyntaxNode? declaration = member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken);
        if (declaration is null || parts.Exists(part => part.SyntaxTree != model.SyntaxTree))
        {
            return null;
        }

        return (member, declaration) switch
        {
            (IFieldSymbol field, VariableDeclaratorSyntax variable) when field.IsReadOnly || field.DeclaredAccessibility == Accessibility.Private => Stored(variable.Initializer),
            (IPropertySymbol { IsVirtual: false, IsAbstract: false, IsOverride: false }, PropertyDeclarationSyntax { ExpressionBody.Expression: ExpressionSyntax body }) => [Meaning(body)],
            (IPropertySymbol { IsVirtual: false, IsAbstract: false, IsOverride: false } property, PropertyDeclarationSyntax { AccessorList: AccessorListSyntax accessors } declared) =>
                Computed(accessors) is ExpressionSyntax body ? [Meaning(body)]
                : IsStored(accessors) && property.SetMethod is null or { DeclaredAccessibility: Accessibility.Private } ? Stored(declared.Initializer)
                : null,
            _ => null,
        };

        List<IOperation?> Stored(EqualsValueClauseSyntax? initializer) =>
            [.. initializer is null ? [] : new[] { Meaning(initializer.Value) }, .. parts.SelectMany(part => Assigned(member, part))];
    }

    // What a getter returns, if that is all it does.
    private static ExpressionSyntax? Computed(AccessorListSyntax accessors) =>
        accessors.Accessors.FirstOrDefault(static one => one.IsKind(SyntaxKind.GetAccessorDeclaration)) switch
        {
            { ExpressionBody.Expression: ExpressionSyntax body } => body,
            { Body.Statements: { Count: 1 } statements } when statements[0] is ReturnStatementSyntax { Expression: ExpressionSyntax result } => result,
            _ => null,
        };

    private static bool IsStored(AccessorListSyntax accessors) => accessors.Accessors.All(static one => one.Body is null && one.ExpressionBody is null);

    private static SyntaxNode ScopeOf(SyntaxNode declaration) =>
        declaration.Ancestors().FirstOrDefault(static node => node is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? declaration.SyntaxTree.GetRoot();

    private IEnumerable<IOperation?> Assigned(ISymbol symbol, SyntaxNode scope)
    {
        foreach (IdentifierNameSyntax name in scope.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText != symbol.Name)
            {
                continue;
            }

            SyntaxNode target = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
            if (FindValue(target, out ExpressionSyntax? value) && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, symbol))
            {
                yield return value is null ? null : Meaning(value);
            }
        }
    }

    // Whether something is put there, and what, where that can be seen.
    private static bool FindValue(SyntaxNode target, out ExpressionSyntax? value)
    {
        value = null;
        switch (target.Parent)
        {
            case AssignmentExpressionSyntax assignment when assignment.Left == target:
                value = assignment.Right;
                return true;
            case ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } tuple } argument when assignment.Left == tuple:
                value = assignment.Right is TupleExpressionSyntax values && values.Arguments.Count == tuple.Arguments.Count
                    ? values.Arguments[tuple.Arguments.IndexOf(argument)].Expression
                    : null;
                return true;
            case ArgumentSyntax argument:
                return !argument.RefKindKeyword.IsKind(SyntaxKind.None);
            default:
                return target.Parent is RefExpressionSyntax;
        }
    }

    private IOperation? Meaning(ExpressionSyntax value) => model.GetOperation(value, cancellationToken);
}
