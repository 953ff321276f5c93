using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Replies or events may have a new member, which old clients ignore. (QAPI3312)</summary>
internal sealed class OptionalResultMemberAdded : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public OptionalResultMemberAdded()
        : base("QAPI3312", "optional-result-member-added", Aspect.Presence, "optional member '{0}' was added to what a server sends")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change.IsReceived && change is { Old: null, New.IsOptional: true })
        {
            sink.Report(this, change, Breaks(), Direction.Receive, null, change.Path);
        }
    }
}
