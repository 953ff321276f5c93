using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An argument may be left out; an old server rejects a call without it. (QAPI3305)</summary>
internal sealed class ArgumentMadeOptional : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public ArgumentMadeOptional()
        : base("QAPI3305", "argument-mandatory-to-optional", Aspect.Optionality, "argument '{0}' may now be left out")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change.IsSent && change is { Old.IsOptional: false, New.IsOptional: true })
        {
            sink.Report(this, change, Breaks(Certainty.Never, Certainty.WhenUsed, SourceBreaks.Callers), Direction.Send, null, change.Path);
        }
    }
}
