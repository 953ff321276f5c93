using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Asks what happened to a feature of an element that both sides have.</summary>
internal static class FeatureChanges
{
    /// <summary>Whether a feature came.</summary>
    public static bool Added(Change change, string feature) =>
        change is not TypeChange && change.OldElement?.Has(feature) == false && change.NewElement?.Has(feature) == true;

    /// <summary>Whether a feature went.</summary>
    public static bool Removed(Change change, string feature) =>
        change is not TypeChange && change.OldElement?.Has(feature) == true && change.NewElement?.Has(feature) == false;

    /// <summary>Whether a feature has a meaning of its own.</summary>
    public static bool IsSpecial(string feature) => feature is Feature.Deprecated or Feature.Unstable;
}
