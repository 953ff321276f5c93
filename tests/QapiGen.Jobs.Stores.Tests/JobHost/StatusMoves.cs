using System;
using System.Collections.Generic;

namespace QapiGen.Jobs.Stores.Tests.JobHost;

/// <summary>The state table as the specification prints it (jobs spec 3), written down once more.</summary>
internal static class StatusMoves
{
    private static readonly Dictionary<string, string[]> s_next = new(StringComparer.Ordinal)
    {
        ["undefined"] = ["created"],
        ["created"] = ["running", "aborting", "null"],
        ["running"] = ["paused", "ready", "waiting", "aborting"],
        ["paused"] = ["running"],
        ["ready"] = ["standby", "waiting", "aborting"],
        ["standby"] = ["ready"],
        ["waiting"] = ["pending", "aborting"],
        ["pending"] = ["aborting", "concluded"],
        ["aborting"] = ["aborting", "concluded"],
        ["concluded"] = ["null"],
        ["null"] = [],
    };

    /// <summary>Whether a status comes right after another one.</summary>
    public static bool IsMove(string from, string to) => Array.IndexOf(s_next[from], to) >= 0;

    /// <summary>Whether a job that was in one status can be in another one now, however many moves were missed.</summary>
    public static bool CanBe(string from, string to)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { from };
        var pending = new Queue<string>(seen);
        while (pending.TryDequeue(out string? status))
        {
            foreach (string next in s_next[status])
            {
                if (seen.Add(next))
                {
                    pending.Enqueue(next);
                }
            }
        }

        return seen.Contains(to);
    }
}
