using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An alternate takes values of one more JSON kind. (QAPI3516)</summary>
internal sealed class AlternativeAdded : CompatibilityRule, IChangeRule<AlternativeChange>
{
    /// <summary>Makes the rule.</summary>
    public AlternativeAdded()
        : base("QAPI3516", "alternative-added", Aspect.Presence, "alternative '{0}' was added")
    {
    }

    /// <inheritdoc/>
    public void Check(AlternativeChange change, FindingSink sink)
    {
        if (change.IsAddition)
        {
            Facts facts = change.Facts(
                send: Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Callers),
                receive: Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Callers));
            sink.Report(this, change, facts, change.Path);
        }
    }
}
