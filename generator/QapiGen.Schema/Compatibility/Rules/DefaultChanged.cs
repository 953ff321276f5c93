using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>The documentation names another default: what leaving an argument out means changed. (QAPI3307)</summary>
internal sealed class DefaultChanged : CompatibilityRule, IChangeRule<MemberChange>
{
    /// <summary>Makes the rule.</summary>
    public DefaultChanged()
        : base("QAPI3307", "default-changed", Aspect.Default, "the documented default of '{0}' is now {1}; was: {2}")
    {
    }

    /// <inheritdoc/>
    public void Check(MemberChange change, FindingSink sink)
    {
        if (change is { IsSent: true, Old: { IsOptional: true, Docs.Default: string old }, New.Docs.Default: string @new } && old != @new)
        {
            sink.Report(this, change, Breaks(Certainty.Information, Certainty.Information), Direction.Send, null, change.Path, @new, old);
        }
    }
}
