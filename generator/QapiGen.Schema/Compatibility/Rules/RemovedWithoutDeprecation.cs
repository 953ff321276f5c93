using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Something stable went away unannounced. (QAPI3601)</summary>
internal sealed class RemovedWithoutDeprecation : CompatibilityRule, IChangeRule<Change>
{
    /// <summary>Makes the rule.</summary>
    public RemovedWithoutDeprecation()
        : base("QAPI3601", "removed-without-deprecation", Aspect.DeprecationPolicy, "'{0}' was removed and had never been marked as deprecated", RuleGroup.Policy)
    {
    }

    /// <inheritdoc/>
    public void Check(Change change, FindingSink sink)
    {
        if (change.IsRemoval && change is not TypeChange && change.Reach is { IsCurrent: true, IsStable: true }
            && change.OldElement is { IsDeprecated: false, IsUnstable: false })
        {
            sink.Report(this, change, Breaks(Certainty.WhenUsed), change.Path);
        }
    }
}
