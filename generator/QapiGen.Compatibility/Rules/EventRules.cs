using System.Collections.Generic;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;
using static QapiGen.Compatibility.Rules.CompatibilityRule;

namespace QapiGen.Compatibility.Rules;

/// <summary>Rules about events as a whole.</summary>
internal static class EventRules
{
    /// <summary>The rules, by id.</summary>
    public static IReadOnlyList<CompatibilityRule> All { get; } =
    [
        // Who waits for it waits for ever.
        On<EventChange>("QAPI3201", "event-removed", Aspect.Presence, "event '{0}' was removed", static (change, to) =>
        {
            if (change.IsRemoval)
            {
                to.Report(Breaks(Certainty.WhenUsed, Certainty.Information, SourceBreaks.Callers));
            }
        }),

        // A client that waits for it waits for ever with an old server.
        On<EventChange>("QAPI3202", "event-added", Aspect.Presence, "event '{0}' was added", static (change, to) =>
        {
            if (change.IsAddition)
            {
                Certainty oldClient = to.Options.HasClosedTypes ? Certainty.Always : Certainty.Information;
                to.Report(Breaks(oldClient, Certainty.Possible), change.Reach.Directions, "generated clients hand unknown events on as raw ones");
            }
        }),

        On<EventChange>("QAPI3203", "event-data-changed", Aspect.Data, "event '{0}' {1} data", static (change, to) =>
        {
            if (change is { Old: not null, New: not null } && WireObject.IsOneEmpty(change.Old.Data, change.New.Data, to.HasIntrospection))
            {
                bool got = change.Old.Data.IsEmpty;
                Facts facts = got
                    ? Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Callers)
                    : Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Callers);
                to.Report(facts, change.Path, got ? "now has" : "no longer has");
            }
        }),
    ];
}
