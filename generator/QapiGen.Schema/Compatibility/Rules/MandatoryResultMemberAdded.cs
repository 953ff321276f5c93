using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Replies or events have a member that those of an old server lack: a strict new client can't read them. (QAPI3311)</summary>
internal sealed class MandatoryResultMemberAdded : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public MandatoryResultMemberAdded()
        : base("QAPI3311", "mandatory-result-member-added", Aspect.Presence, "mandatory member '{0}' was added to what a server sends")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change.IsReceived && change is { Old: null, New.IsOptional: false })
        {
            sink.Report(this, change, Breaks(Certainty.Never, Certainty.Always, SourceBreaks.Implementers), Direction.Receive, "with a minimum version that is older, the generated member is nullable", change.Path);
        }
    }
}
