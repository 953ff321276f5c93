using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Replies or events never have a member any more that they could have. (QAPI3314)</summary>
internal sealed class OptionalResultMemberRemoved : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public OptionalResultMemberRemoved()
        : base("QAPI3314", "optional-result-member-removed", Aspect.Presence, "optional member '{0}' was removed from what a server sends")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change.IsReceived && change is { Old.IsOptional: true, New: null })
        {
            sink.Report(this, change, Breaks(Certainty.Possible, Certainty.Never, SourceBreaks.Both), Direction.Receive, null, change.Path);
        }
    }
}
