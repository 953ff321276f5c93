using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An argument must be given that could be left out. (QAPI3306)</summary>
internal sealed class ArgumentMadeMandatory : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public ArgumentMadeMandatory()
        : base("QAPI3306", "argument-optional-to-mandatory", Aspect.Optionality, "argument '{0}' must now be given")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change.IsSent && change is { Old.IsOptional: true, New.IsOptional: false })
        {
            sink.Report(this, change, Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Callers), Direction.Send, null, change.Path);
        }
    }
}
