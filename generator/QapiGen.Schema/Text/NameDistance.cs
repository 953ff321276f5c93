using System;

namespace QapiGen.Schema.Text;

/// <summary>How far two names are apart: what tells a mistyped name from another one.</summary>
public static class NameDistance
{
    /// <summary>Letters that were inserted, left out, replaced, or swapped with their neighbours. Case counts: fold it before where it shouldn't.</summary>
    /// <param name="one">A name.</param>
    /// <param name="other">Another one.</param>
    /// <param name="limit">From where on the exact number doesn't matter: what is known to be farther apart by its length comes back as one more than this.</param>
    public static int Of(string one, string other, int limit = int.MaxValue - 1)
    {
        if (Math.Abs(one.Length - other.Length) > limit)
        {
            return limit + 1;
        }

        int[] before = new int[other.Length + 1];
        int[] previous = new int[other.Length + 1];
        int[] current = new int[other.Length + 1];
        for (int j = 0; j <= other.Length; j++)
        {
            previous[j] = j;
        }

        for (int i = 1; i <= one.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = previous[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                int best = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, replaced);
                bool isSwap = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                current[j] = isSwap ? Math.Min(best, before[j - 2] + 1) : best;
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[other.Length];
    }
}
