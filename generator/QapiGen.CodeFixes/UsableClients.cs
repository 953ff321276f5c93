using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QapiGen.SourceGenerator.Use.Origins;

namespace QapiGen.CodeFixes;

/// <summary>Finds the expression by which a client can be asked at a place.</summary>
/// <param name="model">Meaning of the document.</param>
/// <param name="place">A statement, or the expression that is a member's body.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class UsableClients(SemanticModel model, SyntaxNode place, CancellationToken cancellationToken)
{
    private readonly int _position = place is ArrowExpressionClauseSyntax body ? body.Expression.SpanStart : place.SpanStart;

    /// <summary>The client that a receiver of calls goes through; if the receiver was handed over as it is, the only one in scope; null if none can be used.</summary>
    public string? Find(IOperation receiver)
    {
        ClientOrigin origin = new ClientTracer(model, cancellationToken).Of(receiver);
        string? own = origin.Places
            .Where(static kept => !kept.Symbols.IsEmpty)
            .OrderBy(static kept => ClientTypes.IsClient(ClientTypes.TypeOf(kept.Symbols.Last())) ? 0 : 1)
            .ThenBy(static kept => kept.Symbols[0] is ILocalSymbol or IParameterSymbol ? 0 : 1)
            .ThenBy(static kept => kept.Symbols.Length)
            .ThenBy(static kept => kept.Symbols[0].Name, System.StringComparer.Ordinal)
            .Select(kept => Name(kept.Symbols))
            .FirstOrDefault(static text => text is not null);
        if (own is not null)
        {
            return own;
        }

        List<(ISymbol Symbol, string Text)> usable = FindAll();
        return usable.Find(one => HasNothingElse(one.Symbol, origin)).Text ?? (origin.Knowledge == OriginKnowledge.HandedOver ? FindOnly(usable) : null);
    }

    private List<(ISymbol Symbol, string Text)> FindAll()
    {
        List<(ISymbol Symbol, string Text)> usable = [];
        foreach (ISymbol symbol in model.LookupSymbols(_position).Where(static symbol => ClientTypes.IsClient(ClientTypes.TypeOf(symbol))))
        {
            if (Name([symbol]) is string text)
            {
                usable.Add((symbol, text));
            }
        }

        return usable;
    }

    // A field that was given what the receiver was made with.
    private bool HasNothingElse(ISymbol symbol, ClientOrigin origin)
    {
        ImmutableHashSet<ClientPlace> given = new ClientTracer(model, cancellationToken).Of(symbol).Places.Remove(ClientPlace.This.Then(symbol));
        return !given.IsEmpty && given.IsSubsetOf(origin.Places);
    }

    // Members count where there is no local or parameter.
    private static string? FindOnly(List<(ISymbol Symbol, string Text)> usable)
    {
        List<string> near = [.. usable.Where(static one => one.Symbol is ILocalSymbol or IParameterSymbol).Select(static one => one.Text)];
        return near.Count switch
        {
            0 when usable.Count == 1 => usable[0].Text,
            1 => near[0],
            _ => null,
        };
    }

    // The expression for a place that has a client; null if it has none, or can't be used here.
    private string? Name(IReadOnlyList<ISymbol> symbols)
    {
        ISymbol last = symbols[symbols.Count - 1];
        bool isClient = ClientTypes.IsClient(ClientTypes.TypeOf(last));
        if ((!isClient && !ClientTypes.IsRootClient(ClientTypes.TypeOf(last))) || FirstName(symbols[0]) is not string first)
        {
            return null;
        }

        string text = string.Join(".", symbols.Skip(1).Select(Escape).Prepend(first));
        return !Means(text, last) ? null : isClient ? text : $"{text}.{ClientTypes.Connection}";
    }

    private string? FirstName(ISymbol symbol)
    {
        if (symbol is ILocalSymbol or IParameterSymbol { RefKind: RefKind.Out } && !IsAssigned(symbol))
        {
            return null;
        }

        string name = Escape(symbol);
        string longer = symbol.IsStatic ? $"{symbol.ContainingType.ToMinimalDisplayString(model, _position)}.{name}" : $"this.{name}";
        return Means(name, symbol) ? name : Means(longer, symbol) ? longer : null;
    }

    // A variable that is declared later, or by the statement itself, is in scope but can't be used.
    private bool IsAssigned(ISymbol symbol)
    {
        DataFlowAnalysis? flow = place switch
        {
            ArrowExpressionClauseSyntax body => model.AnalyzeDataFlow(body.Expression),
            StatementSyntax statement => model.AnalyzeDataFlow(statement),
            _ => null,
        };
        return flow is { Succeeded: true } && flow.DefinitelyAssignedOnEntry.Contains(symbol, SymbolEqualityComparer.Default);
    }

    private bool Means(string text, ISymbol symbol) => SymbolEqualityComparer.Default.Equals(
        model.GetSpeculativeSymbolInfo(_position, SyntaxFactory.ParseExpression(text), SpeculativeBindingOption.BindAsExpression).Symbol, symbol);

    private static string Escape(ISymbol symbol) =>
        SyntaxFacts.GetKeywordKind(symbol.Name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(symbol.Name) == SyntaxKind.None ? symbol.Name : "@" + symbol.Name;
}
