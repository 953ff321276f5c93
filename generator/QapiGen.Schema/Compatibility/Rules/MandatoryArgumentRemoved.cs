using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An argument that had to be given went away: old calls are rejected. (QAPI3303)</summary>
internal sealed class MandatoryArgumentRemoved : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public MandatoryArgumentRemoved()
        : base("QAPI3303", "mandatory-argument-removed", Aspect.Presence, "mandatory argument '{0}' was removed")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change.IsSent && change is { Old.IsOptional: false, New: null })
        {
            sink.Report(this, change, Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Callers), Direction.Send, null, change.Path);
        }
    }
}
