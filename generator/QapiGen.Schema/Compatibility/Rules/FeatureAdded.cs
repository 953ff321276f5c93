using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Compatibility.Wire;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A feature was added, by which clients can probe for a behaviour. (QAPI3128)</summary>
internal sealed class FeatureAdded : CompatibilityRule, IChangeRule<Change>
{
    /// <summary>Makes the rule.</summary>
    public FeatureAdded()
        : base("QAPI3128", "feature-added", Aspect.Feature, "'{0}' got the feature '{1}'")
    {
    }

    /// <inheritdoc/>
    public void Check(Change change, FindingSink sink)
    {
        if (change.NewElement is WireElement @new && change.OldElement is not null && change is not TypeChange)
        {
            foreach (string feature in @new.Features)
            {
                if (!FeatureChanges.IsSpecial(feature) && FeatureChanges.Added(change, feature))
                {
                    sink.Report(this, change, Breaks(Certainty.Never, Certainty.Information), change.Path, feature);
                }
            }
        }
    }
}
