using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using QapiGen.Schema.Versions;
using QapiGen.SourceGenerator.Use.Origins;

namespace QapiGen.SourceGenerator.Use;

/// <summary>The oldest server of each generated namespace, and what is newer.</summary>
internal sealed class MinimumVersions(ImmutableDictionary<string, ReleaseVersion> minimums, INamedTypeSymbol attribute)
{
    /// <summary>When an element came, and the oldest server to work with, if that lacks it; else null.</summary>
    public (ReleaseVersion Since, ReleaseVersion Minimum)? FindNewer(ISymbol symbol) =>
        (MinimumAt(symbol) ?? MinimumOfModule(symbol)) is ReleaseVersion minimum && SinceOf(symbol) is ReleaseVersion since && since > minimum ? (since, minimum) : null;

    private ReleaseVersion? MinimumAt(ISymbol? symbol) =>
        symbol?.ContainingNamespace?.ToDisplayString() is string place && minimums.TryGetValue(place, out ReleaseVersion? minimum) ? minimum : null;

    // The client of a schema without a minimum forwards to modules of assemblies that may have one.
    private ReleaseVersion? MinimumOfModule(ISymbol symbol) =>
        (symbol is IParameterSymbol ? symbol.ContainingSymbol : symbol) is IMethodSymbol method ? MinimumAt(CommandHome.InterfaceOf(method)) : null;

    private ReleaseVersion? SinceOf(ISymbol symbol)
    {
        foreach (AttributeData data in symbol.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(data.AttributeClass, attribute)
                && data.ConstructorArguments.Length == 1 && data.ConstructorArguments[0].Value is string version)
            {
                return ReleaseVersion.Find(version);
            }
        }

        return null;
    }
}
