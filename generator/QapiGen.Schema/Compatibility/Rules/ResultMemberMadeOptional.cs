using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Replies or events may lack a member on which clients rely. (QAPI3315)</summary>
internal sealed class ResultMemberMadeOptional : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public ResultMemberMadeOptional()
        : base("QAPI3315", "result-member-mandatory-to-optional", Aspect.Optionality, "member '{0}' may now be missing in what a server sends")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change.IsReceived && change is { Old.IsOptional: false, New.IsOptional: true })
        {
            sink.Report(this, change, Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Callers), Direction.Receive, null, change.Path);
        }
    }
}
