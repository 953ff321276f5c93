using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An argument that may be given is new: a client has to probe before it sends it to an old server. (QAPI3302)</summary>
internal sealed class OptionalArgumentAdded : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public OptionalArgumentAdded()
        : base("QAPI3302", "optional-argument-added", Aspect.Presence, "optional argument '{0}' was added")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change.IsSent && change is { Old: null, New.IsOptional: true })
        {
            sink.Report(this, change, Breaks(Certainty.Never, Certainty.Possible), Direction.Send, null, change.Path);
        }
    }
}
