using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An argument that could be given went away: calls with it are rejected. (QAPI3304)</summary>
internal sealed class OptionalArgumentRemoved : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public OptionalArgumentRemoved()
        : base("QAPI3304", "optional-argument-removed", Aspect.Presence, "optional argument '{0}' was removed")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change.IsSent && change is { Old.IsOptional: true, New: null })
        {
            sink.Report(this, change, Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Callers), Direction.Send, null, change.Path);
        }
    }
}
