using System;
using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <summary>Features of one thing must differ (spec N-10, S-63, S-69; N-11 goes further than QEMU).</summary>
internal static class FeatureRules
{
    /// <summary>The features without those that clash with an earlier one.</summary>
    public static EquatableArray<Feature> Distinct(EquatableArray<Feature> features)
    {
        if (features.Count < 2)
        {
            return features;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var distinct = new List<Feature>(features.Count);
        foreach (Feature feature in features)
        {
            if (seen.Add(NameForms.ClashKey(feature.Name)))
            {
                distinct.Add(feature);
            }
        }

        return distinct.Count == features.Count ? features : new(distinct.ToArray());
    }

    /// <summary>Reports every feature that clashes with an earlier one.</summary>
    public static void Check(DefinitionScope scope, EquatableArray<Feature> features, string owner, string? name = null)
    {
        if (features.Count < 2)
        {
            return;
        }

        var seen = new Dictionary<string, Feature>(StringComparer.Ordinal);
        foreach (Feature feature in features)
        {
            string key = NameForms.ClashKey(feature.Name);
            if (seen.TryGetValue(key, out Feature? earlier))
            {
                var related = new RelatedLocation(earlier.Location!, "the other feature");
                scope.Report(SchemaRules.DuplicateFeature, feature.Location!.Span, new[] { feature.Name, Wording.Owner(owner, name), earlier.Name }, related);
            }
            else
            {
                seen.Add(key, feature);
            }
        }
    }
}
