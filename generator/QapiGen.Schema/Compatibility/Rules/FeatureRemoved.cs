using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A feature was removed: clients that probe for it fall back or fail. (QAPI3129)</summary>
internal sealed class FeatureRemoved : CompatibilityRule, IChangeRule<Change>
{
    /// <summary>Makes the rule.</summary>
    public FeatureRemoved()
        : base("QAPI3129", "feature-removed", Aspect.Feature, "'{0}' lost the feature '{1}'")
    {
    }

    /// <inheritdoc/>
    public void Check(Change change, FindingSink sink)
    {
        if (change.OldElement is WireElement old && change.NewElement is not null && change is not TypeChange)
        {
            foreach (string feature in old.Features)
            {
                if (!FeatureChanges.IsSpecial(feature) && FeatureChanges.Removed(change, feature))
                {
                    sink.Report(this, change, Breaks(Certainty.Possible), change.Path, feature);
                }
            }
        }
    }
}
