using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Output;

/// <summary>Finds what a mistyped name may have meant.</summary>
internal static class Suggestions
{
    private const int MaxSuggestions = 3;

    /// <summary>A sentence "Did you mean …?", or null when nothing is near.</summary>
    public static string? DidYouMean(string written, IEnumerable<string> candidates)
    {
        string[] near = Find(written, candidates);
        return near.Length == 0 ? null : $"Did you mean {JoinQuoted(near, "or")}?";
    }

    /// <summary>The nearest candidates: those that need the fewest edits, if that is at most a third of the name.</summary>
    public static string[] Find(string written, IEnumerable<string> candidates)
    {
        int best = Math.Max(1, written.Length / 3);
        var found = new List<string>();
        foreach (string candidate in candidates.Distinct(StringComparer.Ordinal))
        {
            int distance = NameDistance.Of(Fold(written), Fold(candidate), best);
            if (distance < best)
            {
                best = distance;
                found.Clear();
            }

            if (distance <= best)
            {
                found.Add(candidate);
            }
        }

        return found.Order(StringComparer.Ordinal).Take(MaxSuggestions).ToArray();
    }

    /// <summary>Names in quotes with commas and a last word: <c>'a', 'b' or 'c'</c>.</summary>
    public static string JoinQuoted(IReadOnlyList<string> names, string lastWord) => names.Count switch
    {
        0 => string.Empty,
        1 => $"'{TerminalText.Escape(names[0])}'",
        _ => string.Join(", ", names.Take(names.Count - 1).Select(n => $"'{TerminalText.Escape(n)}'")) + $" {lastWord} '{TerminalText.Escape(names[^1])}'",
    };

    // Case and the kind of separator are what people get wrong first.
    private static string Fold(string name) => name.Replace('_', '-').ToLowerInvariant();
}
