using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Whether a command may run out-of-band changed. (QAPI3108)</summary>
internal sealed class OutOfBandChanged : CompatibilityRule, IChangeRule<CommandChange>
{
    /// <summary>Makes the rule.</summary>
    public OutOfBandChanged()
        : base("QAPI3108", "allow-oob-changed", Aspect.OutOfBand, "command '{0}' {1} out-of-band")
    {
    }

    /// <inheritdoc/>
    public void Check(CommandChange change, FindingSink sink)
    {
        if (change is { Old: not null, New: not null } && change.Old.AllowsOutOfBand != change.New.AllowsOutOfBand)
        {
            bool removed = change.Old.AllowsOutOfBand;
            Facts facts = removed
                ? Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Callers)
                : Breaks(Certainty.Never, Certainty.Possible);
            sink.Report(this, change, facts, change.Path, removed ? "can no longer run" : "can now run");
        }
    }
}
