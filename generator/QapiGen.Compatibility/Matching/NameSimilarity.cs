using System;
using System.Collections.Generic;
using System.Text;
using QapiGen.Schema.Text;

namespace QapiGen.Compatibility.Matching;

/// <summary>Tells whether one name may be another one's new spelling.</summary>
internal static class NameSimilarity
{
    // Below this share of common letters two names are different words: found by trying QEMU's own renames and non-renames.
    private const double Threshold = 0.7;

    /// <summary>Whether two names are equal but for case, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public static bool IsRespelling(string left, string right) => left != right && Fold(left) == Fold(right);

    /// <summary>Whether one name is the other with the prefix of what is experimental.</summary>
    public static bool IsPromotion(string left, string right) => left == "x-" + right || right == "x-" + left;

    /// <summary>Whether the names look like one thing.</summary>
    public static bool AreSimilar(string left, string right) =>
        IsRespelling(left, right) || IsPromotion(left, right) || Share(Fold(left), Fold(right)) >= Threshold;

    /// <summary>The forms that <see cref="Fold"/> gives to everything that is a respelling or promotion of a name.</summary>
    public static IEnumerable<string> Spellings(string name)
    {
        yield return Fold(name);
        yield return Fold("x-" + name);
        if (name.StartsWith("x-", StringComparison.Ordinal))
        {
            yield return Fold(name.Substring(2));
        }
    }

    /// <summary>A name without what is spelling: case, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public static string Fold(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            if (c is not ('-' or '_' or '.'))
            {
                text.Append(char.ToLowerInvariant(c));
            }
        }

        return text.ToString();
    }

    private static double Share(string left, string right)
    {
        int longest = Math.Max(left.Length, right.Length);
        return longest == 0 ? 1 : 1 - ((double)NameDistance.Of(left, right) / longest);
    }
}
