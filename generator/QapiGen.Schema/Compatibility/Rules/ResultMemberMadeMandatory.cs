using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Replies or events always have a member; those of an old server may lack it. (QAPI3316)</summary>
internal sealed class ResultMemberMadeMandatory : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public ResultMemberMadeMandatory()
        : base("QAPI3316", "result-member-optional-to-mandatory", Aspect.Optionality, "member '{0}' is now always in what a server sends")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change.IsReceived && change is { Old.IsOptional: true, New.IsOptional: false })
        {
            sink.Report(this, change, Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Callers), Direction.Receive, null, change.Path);
        }
    }
}
