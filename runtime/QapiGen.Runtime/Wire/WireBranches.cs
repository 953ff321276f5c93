using System;
using System.Linq;
using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>Tells the branch of a union by the members that an object has: servers that are older than the discriminator don't send it.</summary>
public sealed class WireBranches
{
    private readonly (int Position, WireNames Mandatory)[] _branches;

    /// <summary>Makes the table; generated code does.</summary>
    /// <param name="branches">The discriminator's values, each by its position in the enum, with the members that its branch must have beside the common ones.</param>
    public WireBranches(params (int Position, string[] Mandatory)[] branches) =>
        _branches = [.. branches.OrderByDescending(branch => branch.Mandatory.Length)
            .Select(branch => (branch.Position, new WireNames("", branch.Mandatory)))];

    /// <summary>Finds the branch that asks for most members, all of which are there; of several the first in schema order.</summary>
    /// <param name="reader">Stands on the start of the object; a copy, so that the caller's stays there.</param>
    /// <returns>The branch's position in the enum, or that of the empty text, which no enum has.</returns>
    public int Find(Utf8JsonReader reader)
    {
        Span<ulong> found = stackalloc ulong[_branches.Length];
        while (WireReader.NextMember(ref reader))
        {
            for (int i = 0; i < _branches.Length; i++)
            {
                int member = _branches[i].Mandatory.FindValue(ref reader);
                found[i] |= member is >= 0 and < 64 ? 1UL << member : 0;
            }

            reader.Read();
            reader.Skip();
        }

        for (int i = 0; i < _branches.Length; i++)
        {
            int count = Math.Min(_branches[i].Mandatory.Count, 64);
            if (System.Numerics.BitOperations.PopCount(found[i]) == count)
            {
                return _branches[i].Position;
            }
        }

        return UnknownTexts.GetNumber("branch", "");
    }
}
