using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>An event went away: who waits for it waits for ever. (QAPI3201)</summary>
internal sealed class EventRemoved : CompatibilityRule, IChangeRule<EventChange>
{
    /// <summary>Makes the rule.</summary>
    public EventRemoved()
        : base("QAPI3201", "event-removed", Aspect.Presence, "event '{0}' was removed")
    {
    }

    /// <inheritdoc/>
    public void Check(EventChange change, FindingSink sink)
    {
        if (change.IsRemoval)
        {
            sink.Report(this, change, Breaks(Certainty.WhenUsed, Certainty.Information, SourceBreaks.Callers), change.Path);
        }
    }
}
