using System;
using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Hosting;

/// <summary>Which name was meant by one that was mistyped.</summary>
internal static class NearName
{
    /// <summary>The nearest of some names.</summary>
    /// <returns>Null if none is near. Names that differ in nothing but their numbers, <c>disk0</c> and <c>disk1</c>, aren't mistyped.</returns>
    public static string? Find(string name, IEnumerable<string> names) => names
        .Select(other => (Name: other, Distance: Distance(name.ToUpperInvariant(), other.ToUpperInvariant())))
        .Where(other => other.Distance <= Math.Max(1, other.Name.Length / 4) && Math.Min(name.Length, other.Name.Length) > 2 && WithoutDigits(name) != WithoutDigits(other.Name))
        .OrderBy(static other => other.Distance)
        .Select(static other => other.Name)
        .FirstOrDefault();

    private static string WithoutDigits(string name) => string.Concat(name.ToUpperInvariant().Where(static letter => !char.IsAsciiDigit(letter)));

    /// <summary>How many letters were added, left out, changed, or changed places with their neighbours.</summary>
    private static int Distance(string one, string other)
    {
        int[,] steps = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }

                int change = one[i - 1] == other[j - 1] ? 0 : 1;
                steps[i, j] = Math.Min(Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1, steps[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[one.Length, other.Length];
    }
}
