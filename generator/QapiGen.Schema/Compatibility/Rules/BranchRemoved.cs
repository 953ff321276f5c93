using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A union lost a branch with members. (QAPI3513)</summary>
internal sealed class BranchRemoved : CompatibilityRule, IChangeRule<BranchChange>
{
    /// <summary>Makes the rule.</summary>
    public BranchRemoved()
        : base("QAPI3513", "branch-removed", Aspect.Presence, "branch '{0}' was removed")
    {
    }

    /// <inheritdoc/>
    public void Check(BranchChange change, FindingSink sink)
    {
        if (change.IsRemoval)
        {
            Facts facts = change.Facts(
                send: Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Both),
                receive: Breaks(Certainty.Information, Certainty.Possible, SourceBreaks.Both));
            sink.Report(this, change, facts, change.Path);
        }
    }
}
