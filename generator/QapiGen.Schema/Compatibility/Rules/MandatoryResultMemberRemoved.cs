using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Replies or events lack a member on which clients rely. (QAPI3313)</summary>
internal sealed class MandatoryResultMemberRemoved : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public MandatoryResultMemberRemoved()
        : base("QAPI3313", "mandatory-result-member-removed", Aspect.Presence, "mandatory member '{0}' was removed from what a server sends")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change.IsReceived && change is { Old.IsOptional: false, New: null })
        {
            sink.Report(this, change, Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Both), Direction.Receive, null, change.Path);
        }
    }
}
