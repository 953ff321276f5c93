using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An element that was to go away stays. (QAPI3125)</summary>
internal sealed class DeprecationWithdrawn : CompatibilityRule, IChangeRule<Change>
{
    /// <summary>Makes the rule.</summary>
    public DeprecationWithdrawn()
        : base("QAPI3125", "deprecation-withdrawn", Aspect.Feature, "'{0}' is no longer deprecated")
    {
    }

    /// <inheritdoc/>
    public void Check(Change change, FindingSink sink)
    {
        if (FeatureChanges.Removed(change, Feature.Deprecated))
        {
            sink.Report(this, change, Breaks(Certainty.Information), change.Path);
        }
    }
}
