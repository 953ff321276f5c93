using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An event is new: a client that waits for it waits for ever with an old server. (QAPI3202)</summary>
internal sealed class EventAdded : CompatibilityRule, IChangeRule<EventChange>
{
    /// <summary>Makes the rule.</summary>
    public EventAdded()
        : base("QAPI3202", "event-added", Aspect.Presence, "event '{0}' was added")
    {
    }

    /// <inheritdoc/>
    public void Check(EventChange change, FindingSink sink)
    {
        if (change.IsAddition)
        {
            Certainty oldClient = sink.Options.HasClosedTypes ? Certainty.Always : Certainty.Information;
            sink.Report(
                this,
                change,
                Breaks(oldClient, Certainty.Possible),
                change.Reach.Directions,
                "generated clients hand unknown events on as raw ones",
                change.Path);
        }
    }
}
