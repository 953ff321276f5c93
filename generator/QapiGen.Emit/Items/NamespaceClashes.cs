using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Planning;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.Emit.Items;

/// <summary>Finds roots that would generate the same types, or a type of the name of another's namespace.</summary>
public static class NamespaceClashes
{
    /// <summary>The clash of a root with one of those before it; null if there is none.</summary>
    /// <param name="before">The roots before it.</param>
    /// <param name="root">The root.</param>
    /// <param name="plan">What is to be generated for it.</param>
    public static SchemaDiagnostic? Find(IEnumerable<(SchemaRoot Root, SchemaPlan Plan)> before, SchemaRoot root, SchemaPlan plan)
    {
        string place = Place(root);
        foreach ((SchemaRoot other, SchemaPlan planned) in before)
        {
            string otherPlace = Place(other);
            if (otherPlace != place)
            {
                string? shared = FindType(plan, place, otherPlace) ?? FindType(planned, otherPlace, place);
                if (shared is not null)
                {
                    return ItemFindings.NamespaceIsType(root, other, shared);
                }

                continue;
            }

            List<string> names = plan.GetTypeNames().Intersect(planned.GetTypeNames(), StringComparer.Ordinal).OrderBy(static name => name, StringComparer.Ordinal).ToList();
            if (names.Count > 0)
            {
                return ItemFindings.NamespaceClash(root, other, names);
            }
        }

        return null;
    }

    private static string Place(SchemaRoot root) => root.Settings.GetNamespace();

    // The type of a schema that has the name of another's namespace, or of one around it, in full.
    private static string? FindType(SchemaPlan plan, string place, string inner)
    {
        string prefix = place.Length == 0 ? "" : place + ".";
        if (!inner.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string next = inner.Substring(prefix.Length).Split('.')[0];
        return plan.GetTypeNames().Contains(next, StringComparer.Ordinal) ? prefix + next : null;
    }
}
