using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An event got data where it had none, or lost all. (QAPI3203)</summary>
internal sealed class EventDataChanged : CompatibilityRule, IChangeRule<EventChange>
{
    /// <summary>Makes the rule.</summary>
    public EventDataChanged()
        : base("QAPI3203", "event-data-changed", Aspect.Data, "event '{0}' {1} data")
    {
    }

    /// <inheritdoc/>
    public void Check(EventChange change, FindingSink sink)
    {
        if (change is { Old: not null, New: not null } && change.Old.Data.IsEmpty != change.New.Data.IsEmpty)
        {
            bool got = change.Old.Data.IsEmpty;
            Facts facts = got
                ? Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Callers)
                : Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Callers);
            sink.Report(this, change, facts, change.Path, got ? "now has" : "no longer has");
        }
    }
}
