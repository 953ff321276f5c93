using System.Collections.Generic;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>The cycles between folders that are known and why they stay.</summary>
internal static class AcceptedCycles
{
    private static readonly Dictionary<string, string[]> s_cycles = new()
    {
        // An event's record and what the schema says of that event name each other: one reads by the other, both are what users see.
        ["runtime/QapiGen.Runtime"] = ["Messages <> Metadata"],

        // The root holds what users say, which the rooms take, and the call that puts the rooms together.
        ["runtime/QapiGen.Dashboard"] = [". <> Servers", ". <> Web", ". > Servers > Web"],

        // A job is what users hold and what the engine is about: it calls the engine and the engine moves it, and transitions name it. The manager is the door in front of both.
        ["runtime/QapiGen.Jobs"] = [". <> Engine", ". <> Events", ". > Engine > Events"],
    };

    public static IReadOnlyList<string> Of(string project) => s_cycles.TryGetValue(project, out string[]? cycles) ? cycles : [];
}
