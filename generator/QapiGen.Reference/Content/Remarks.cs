using System.Collections.Generic;
using QapiGen.Reference.Articles;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;

namespace QapiGen.Reference.Content;

/// <summary>Remarks beside the name of something: features and conditions.</summary>
internal static class Remarks
{
    /// <summary>The remarks.</summary>
    /// <param name="condition">When it is there; null for always.</param>
    /// <param name="features">Its features.</param>
    /// <param name="entry">The definition that describes the features.</param>
    public static IEnumerable<Badge> Of(Condition? condition, EquatableArray<Feature> features, Entry entry)
    {
        foreach (Feature feature in features)
        {
            BadgeKind kind = feature.Name switch
            {
                Feature.Deprecated => BadgeKind.Deprecated,
                Feature.Unstable => BadgeKind.Unstable,
                _ => BadgeKind.Fact,
            };
            string name = kind == BadgeKind.Fact ? "feature " + feature.Name : feature.Name;
            string text = feature.Condition is null ? name : $"{name} if {ConditionPhrase.Of(feature.Condition)}";
            yield return new Badge(kind, text, entry.FindFeature(feature.Name));
        }

        if (condition is not null)
        {
            yield return new Badge(BadgeKind.Condition, "if " + ConditionPhrase.Of(condition));
        }
    }
}
