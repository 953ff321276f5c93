using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An alternate no longer takes values of one JSON kind. (QAPI3517)</summary>
internal sealed class AlternativeRemoved : CompatibilityRule, IChangeRule<AlternativeChange>
{
    /// <summary>Makes the rule.</summary>
    public AlternativeRemoved()
        : base("QAPI3517", "alternative-removed", Aspect.Presence, "alternative '{0}' was removed")
    {
    }

    /// <inheritdoc/>
    public void Check(AlternativeChange change, FindingSink sink)
    {
        if (change.IsRemoval)
        {
            Facts facts = change.Facts(
                send: Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Callers),
                receive: Breaks(Certainty.Never, Certainty.Always, SourceBreaks.Callers));
            sink.Report(this, change, facts, change.Path);
        }
    }
}
