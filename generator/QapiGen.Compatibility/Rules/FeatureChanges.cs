using System.Collections.Generic;
using System.Linq;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Matching;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Rules;

/// <summary>Asks what happened to the features of what both sides have.</summary>
internal static class FeatureChanges
{
    /// <summary>Whether a feature came.</summary>
    public static bool Added(Change change, string feature) =>
        change is { OldFeatures: { } old, NewFeatures: { } @new } && !old.Contains(feature) && @new.Contains(feature);

    /// <summary>Whether a feature went.</summary>
    public static bool Removed(Change change, string feature) =>
        change is { OldFeatures: { } old, NewFeatures: { } @new } && old.Contains(feature) && !@new.Contains(feature);

    /// <summary>Features without a meaning of their own that came.</summary>
    public static IEnumerable<string> AddedPlain(Change change) =>
        change is { OldFeatures: { } old, NewFeatures: { } @new } ? @new.Except(old).Where(feature => !IsSpecial(feature)) : [];

    /// <summary>Features without a meaning of their own that went.</summary>
    public static IEnumerable<string> RemovedPlain(Change change) =>
        change is { OldFeatures: { } old, NewFeatures: { } @new } ? old.Except(@new).Where(feature => !IsSpecial(feature)) : [];

    /// <summary>Features without a meaning of their own that both sides have.</summary>
    public static IEnumerable<string> KeptPlain(Change change) =>
        change is { OldFeatures: { } old, NewFeatures: { } @new } ? old.Intersect(@new).Where(feature => !IsSpecial(feature)) : [];

    /// <summary>How a feature that both sides have is there now: in as many configurations as before, in fewer, in more or in others.</summary>
    public static ConditionRelation Relate(Change change, string feature) =>
        change is { OldFeatures: { } old, NewFeatures: { } @new } && old.Contains(feature) && @new.Contains(feature)
            ? ConditionFormulas.Compare(change.ConditionOf(feature, isNew: false), change.ConditionOf(feature, isNew: true))
            : ConditionRelation.Equal;

    private static bool IsSpecial(string feature) => feature is Feature.Deprecated or Feature.Unstable;
}
