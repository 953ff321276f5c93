using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using QapiGen.Schema.Versions;

namespace QapiGen.SourceGenerator.Use;

/// <summary>The oldest server of each generated namespace, and what is newer.</summary>
internal sealed class MinimumVersions(ImmutableDictionary<string, ReleaseVersion> minimums, INamedTypeSymbol attribute)
{
    /// <summary>When an element came, and the oldest server to work with, if that lacks it; else null.</summary>
    public (ReleaseVersion Since, ReleaseVersion Minimum)? FindNewer(ISymbol symbol)
    {
        string? place = symbol.ContainingNamespace?.ToDisplayString();
        if (place is null || !minimums.TryGetValue(place, out ReleaseVersion? minimum))
        {
            return null;
        }

        return SinceOf(symbol) is ReleaseVersion since && since > minimum ? (since, minimum) : null;
    }

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
