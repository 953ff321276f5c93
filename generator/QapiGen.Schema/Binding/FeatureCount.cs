using System;
using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <summary>Phase 6: how many feature names a schema can have (spec S-85).</summary>
internal static class FeatureCount
{
    /// <summary>Reports the definition that used the first name too many.</summary>
    public static void Check(IEnumerable<DefinitionShape> shapes, int limit)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { Feature.Deprecated, Feature.Unstable };
        foreach (DefinitionShape shape in shapes)
        {
            if (FindExcess(shape, names, limit) is { } excess)
            {
                shape.Scope.Report(SchemaRules.TooManyFeatures, excess.Location!.Span, excess.Name, $"{limit}");
                return;
            }
        }
    }

    private static Feature? FindExcess(DefinitionShape shape, HashSet<string> names, int limit)
    {
        Feature? excess = FindExcess(shape.Features, names, limit);
        foreach (PartShape part in shape.Parts)
        {
            excess ??= FindExcess(part.Features, names, limit);
        }

        return excess;
    }

    private static Feature? FindExcess(EquatableArray<Feature> features, HashSet<string> names, int limit)
    {
        foreach (Feature feature in features)
        {
            if (names.Add(feature.Name) && names.Count > limit)
            {
                return feature;
            }
        }

        return null;
    }
}
