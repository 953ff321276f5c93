using System;
using System.Collections.Generic;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Server.Compatibility;

/// <summary>Which of several unexpected members QEMU names: the first in the table where it keeps the members of an object.</summary>
/// <remarks>
/// QMP spec 12 leaves the choice open. The table is an open one with string hashes by Bernstein, a prime modulus, and triangular probing;
/// members enter it in QEMU's own order. Names beyond what a small table holds take the first that came.
/// </remarks>
internal static class GlibHashOrder
{
    // Slots and their modulus, by the number of members up to which the table has that size.
    private static readonly (int Members, int Slots, uint Prime)[] Sizes = [(7, 8, 7), (15, 16, 13), (30, 32, 31), (60, 64, 61)];

    /// <summary>Picks one.</summary>
    /// <param name="all">All members of the object, in the order of the wire.</param>
    /// <param name="candidates">Those to choose from, at least one.</param>
    public static string First(List<string> all, List<string> candidates)
    {
        foreach ((int members, int slots, uint prime) in Sizes)
        {
            if (candidates.Count > 1 && all.Count <= members)
            {
                return Array.Find(Fill(all, slots, prime), name => name is not null && candidates.Contains(name))!;
            }
        }

        return candidates[0];
    }

    private static string?[] Fill(List<string> all, int slots, uint prime)
    {
        var ordered = new List<(int Bucket, int Index, string Name)>();
        foreach (string name in all)
        {
            ordered.Add((QemuHashOrder.Bucket(EnvelopeReader.ToModifiedUtf8(name)), -ordered.Count, name));
        }

        ordered.Sort();
        var table = new string?[slots];
        foreach ((_, _, string name) in ordered)
        {
            uint slot = unchecked(Hash(name) * 11) % prime;
            for (uint step = 1; table[slot] is not null; step++)
            {
                slot = (slot + step) & (uint)(slots - 1);
            }

            table[slot] = name;
        }

        return table;
    }

    private static uint Hash(string name)
    {
        unchecked
        {
            uint hash = 5381;
            foreach (byte value in EnvelopeReader.ToModifiedUtf8(name))
            {
                hash = (hash * 33) + (uint)(sbyte)value;
            }

            return hash;
        }
    }
}
