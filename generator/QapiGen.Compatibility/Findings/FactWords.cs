using System.Collections.Generic;

namespace QapiGen.Compatibility.Findings;

/// <summary>Whom facts break, in words.</summary>
internal static class FactWords
{
    /// <summary>One text for each of those; empty if nobody.</summary>
    public static IReadOnlyList<string> Victims(Facts facts, Direction direction)
    {
        var victims = new List<string>();
        if (direction == Direction.Stored)
        {
            Add(victims, facts.OldClient, "stores written before");
        }
        else if (direction != Direction.None)
        {
            Add(victims, facts.OldClient, "old clients");
            Add(victims, facts.OldServer, "new clients on old servers");
        }

        if ((facts.Source & SourceBreaks.Callers) != 0)
        {
            victims.Add("C# callers");
        }

        if ((facts.Source & SourceBreaks.Implementers) != 0)
        {
            victims.Add("C# implementers");
        }

        return victims;
    }

    private static void Add(List<string> victims, Certainty certainty, string who)
    {
        string? text = certainty switch
        {
            Certainty.Always => who,
            Certainty.WhenUsed => who + " that use it",
            Certainty.Possible => who + " (perhaps)",
            _ => null,
        };
        if (text is not null)
        {
            victims.Add(text);
        }
    }
}
