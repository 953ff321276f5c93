using QapiGen.Schema.Compatibility.Changes;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An element was marked <c>unstable</c>: it lost the promise to stay. (QAPI3126)</summary>
internal sealed class BecameUnstable : CompatibilityRule, IChangeRule<Change>
{
    /// <summary>Makes the rule.</summary>
    public BecameUnstable()
        : base("QAPI3126", "became-unstable", Aspect.Feature, "'{0}' is now unstable")
    {
    }

    /// <inheritdoc/>
    public void Check(Change change, FindingSink sink)
    {
        if (FeatureChanges.Added(change, Feature.Unstable))
        {
            sink.Report(this, change, Breaks(Certainty.Possible, Certainty.Never, SourceBreaks.Callers), change.Path);
        }
    }
}
