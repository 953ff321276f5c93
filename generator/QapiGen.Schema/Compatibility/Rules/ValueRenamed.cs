using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A value went away and one came that differs in spelling only. (QAPI3505)</summary>
internal sealed class ValueRenamed : CompatibilityRule, IChangeRule<ValueChange>
{
    /// <summary>Makes the rule.</summary>
    public ValueRenamed()
        : base("QAPI3505", "value-renamed", Aspect.Presence, "value '{0}' probably was renamed to '{1}'")
    {
    }

    /// <inheritdoc/>
    public void Check(ValueChange change, FindingSink sink)
    {
        if (change is { IsRenamed: true, Old: not null, New: not null })
        {
            sink.Report(
                this, change, Breaks(Certainty.WhenUsed, Certainty.WhenUsed, SourceBreaks.Callers), change.Old.Name, change.New.Name);
        }
    }
}
