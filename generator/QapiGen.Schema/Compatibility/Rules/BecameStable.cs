using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An element that was <c>unstable</c> got the promise to stay. (QAPI3127)</summary>
internal sealed class BecameStable : CompatibilityRule, IChangeRule<Change>
{
    /// <summary>Makes the rule.</summary>
    public BecameStable()
        : base("QAPI3127", "became-stable", Aspect.Feature, "'{0}' is no longer unstable")
    {
    }

    /// <inheritdoc/>
    public void Check(Change change, FindingSink sink)
    {
        if (FeatureChanges.Removed(change, Feature.Unstable))
        {
            sink.Report(this, change, Breaks(Certainty.Information, Certainty.Information), change.Path);
        }
    }
}
