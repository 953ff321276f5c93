using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An argument that must be given is new: old calls lack it, and an old server rejects it. (QAPI3301)</summary>
internal sealed class MandatoryArgumentAdded : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public MandatoryArgumentAdded()
        : base("QAPI3301", "mandatory-argument-added", Aspect.Presence, "mandatory argument '{0}' was added")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change.IsSent && change is { Old: null, New.IsOptional: false })
        {
            sink.Report(this, change, Breaks(Certainty.Always, Certainty.Always, SourceBreaks.Callers), Direction.Send, null, change.Path);
        }
    }
}
