using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A union that arguments hold got a branch with members. (QAPI3511)</summary>
internal sealed class ArgumentBranchAdded : CompatibilityRule, IChangeRule<BranchChange>
{
    /// <summary>Makes the rule.</summary>
    public ArgumentBranchAdded()
        : base("QAPI3511", "argument-branch-added", Aspect.Presence, "branch '{0}' was added")
    {
    }

    /// <inheritdoc/>
    public void Check(BranchChange change, FindingSink sink)
    {
        if (change is { IsSent: true, IsAddition: true })
        {
            sink.Report(this, change, Breaks(Certainty.Never, Certainty.Possible), Direction.Send, null, change.Path);
        }
    }
}
