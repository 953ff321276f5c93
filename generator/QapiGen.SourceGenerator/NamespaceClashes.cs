using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Planning;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.SourceGenerator;

/// <summary>Finds roots that would generate the same types.</summary>
internal static class NamespaceClashes
{
    /// <summary>The clash of a root with one of those before it; null if there is none.</summary>
    /// <param name="before">The roots before it.</param>
    /// <param name="root">The root.</param>
    /// <param name="plan">What is to be generated for it.</param>
    public static SchemaDiagnostic? Find(List<(ParsedFile Root, SchemaPlan Plan)> before, ParsedFile root, SchemaPlan plan)
    {
        string place = root.Input.Root!.GetNamespace();
        foreach ((ParsedFile other, SchemaPlan planned) in before.Where(item => item.Root.Input.Root!.GetNamespace() == place))
        {
            List<string> names = plan.GetTypeNames().Intersect(planned.GetTypeNames(), StringComparer.Ordinal).OrderBy(static name => name, StringComparer.Ordinal).ToList();
            if (names.Count > 0)
            {
                return ConfigurationFindings.NamespaceClash(root, other, names);
            }
        }

        return null;
    }
}
